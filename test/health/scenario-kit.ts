// Scenarios as the sampler would see them: rounds 5 s apart, figures written as text, "100x10" ten times, "20+2x10" ten that grow by 2.
import type { GroupsReport } from '../../main/contract/groups.ts';
import type { HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import type { NewEvent } from '../../main/contract/history.ts';
import { EventWatch } from '../../main/health/events.ts';
import type { GroupSnapshot } from '../../main/health/group-snapshot.ts';
import { GroupsHistory } from '../../main/health/groups.ts';
import { HealthHistory } from '../../main/health/history.ts';
import type { PartitionSnapshot, Snapshot } from '../../main/health/snapshot.ts';

export const SECOND = 1_000_000;
export const START = 1_790_000_000 * SECOND;

/** "?" is not known. */
export function figures(text: string): (number | null)[] {
  return text.split(' ').flatMap((part) => {
    const [, first = '', step = '0', times = '1'] = /^(\d+|\?)(?:\+(\d+))?(?:x(\d+))?$/.exec(part) ?? [];
    if (first === '') throw new Error(`no figures: ${part}`);
    return Array.from({ length: Number(times) }, (_, i) => (first === '?' ? null : Number(first) + i * Number(step)));
  });
}

export type Seen = {
  /** of partition logs/0; the longest of these says how many rounds there are, and the last figure of a shorter one stays */
  position?: string;
  end?: string;
  start?: string;
  /** what else differs in round i */
  partition?: (i: number) => Partial<PartitionSnapshot>;
  cluster?: (i: number) => Partial<Snapshot>;
  /** other partitions of the cluster */
  others?: (i: number) => Partial<PartitionSnapshot>[];
  rounds?: number;
  everySeconds?: number;
};

const HEALTHY: PartitionSnapshot = {
  ...{ topic: 'logs', topicId: 'a', partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] },
  ...{ offlineReplicas: [], adding: [], minInsyncReplicas: 2, logStart: 0, highWatermark: 100, position: 100 },
};

export function snapshotsOf({ position = '100', end = '100', start = '0', ...seen }: Seen): Snapshot[] {
  const [positions, ends, starts] = [position, end, start].map(figures);
  const rounds = seen.rounds ?? Math.max(positions?.length ?? 0, ends?.length ?? 0, starts?.length ?? 0);
  const at = (list: (number | null)[] | undefined, i: number) => list?.[Math.min(i, list.length - 1)] ?? null;
  return Array.from({ length: rounds }, (_, i): Snapshot => {
    const figuresNow = { position: at(positions, i), highWatermark: at(ends, i), logStart: at(starts, i) };
    return {
      ...{ at: START + i * (seen.everySeconds ?? 5) * SECOND, clusterId: 'c', controllerId: 2, silent: [] },
      brokers: [1, 2, 3].map((id) => ({ id, host: 'h', port: 9000 + id })),
      ...{ group: 'g', groupActive: true, groupKnown: true, configs: new Map(), missing: [], troubles: [] },
      partitions: [
        { ...HEALTHY, ...figuresNow, ...seen.partition?.(i) },
        ...(seen.others?.(i) ?? []).map((one, n) => ({ ...HEALTHY, partition: n + 1, ...one })),
      ],
      ...seen.cluster?.(i),
    };
  });
}

export type Judged = { partition: PartitionHealth; path: string; report: HealthReport; events: NewEvent[] };

/** `path`: the severities of partition 0 one after the other, each once. */
export function judge(seen: Seen): Judged {
  const [history, watch] = [new HealthHistory(), new EventWatch(null)];
  const path: string[] = [];
  const events: NewEvent[] = [];
  let report: HealthReport | undefined;
  for (const snapshot of snapshotsOf(seen)) {
    report = history.observe(snapshot);
    events.push(...watch.observe(snapshot).events);
    const severity = report.partitions[0]?.severity ?? '';
    if (path.at(-1) !== severity) path.push(severity);
  }
  const partition = report?.partitions[0];
  if (!report || !partition) throw new Error('a scenario has at least one round');
  return { partition, path: path.join(' > '), report, events };
}

export type GroupSeen = Partial<GroupSnapshot> & {
  /** of partitions t/0, t/1 … */
  reads: { commits: string; ends: string; start?: number }[];
  stateOf?: (i: number) => GroupSnapshot['state'];
  /** whether its coordinator does not answer in round i */
  isUntold?: (i: number) => boolean;
};

export const member = (id: string, ...partitions: number[]) => ({
  ...{ memberId: id, clientId: id, host: '10.0.0.1' },
  partitions: partitions.map((partition) => ({ topic: 't', partition })),
});

export function judgeGroup({ reads, stateOf, isUntold, ...given }: GroupSeen): GroupsReport['groups'][number] {
  const history = new GroupsHistory({ unseenAfter: 0 });
  const partitions = reads.map(({ commits, ends, start = 0 }, partition) => ({
    ...{ topic: 't', partition, start, commits: figures(commits), ends: figures(ends) },
  }));
  const rounds = Math.max(...partitions.map(({ ends }) => ends.length));
  let report: GroupsReport | undefined;
  for (let i = 0; i < rounds; i++) {
    const known = <T>(pick: (one: (typeof partitions)[number]) => T | null | undefined) =>
      partitions.flatMap((one): [string, T][] => {
        const value = pick(one);
        return value === null || value === undefined ? [] : [[`t/${one.partition}`, value]];
      });
    report = history.observe({
      ...{ at: START + i * 5 * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => isUntold?.(i) ?? false },
      ends: new Map(known((one) => one.ends[i])),
      starts: new Map(known((one) => one.start)),
      groups: isUntold?.(i)
        ? []
        : [
            {
              ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', why: null },
              ...{ state: 'Stable', members: [member('a', ...partitions.map(({ partition }) => partition))] },
              commits: partitions.flatMap(({ topic, partition, commits }) => {
                const offset = commits[i];
                return offset === null || offset === undefined ? [] : [{ topic, partition, offset }];
              }),
              ...given,
              ...(stateOf ? { state: stateOf(i) } : {}),
            },
          ],
    });
  }
  const [summary] = report?.groups ?? [];
  if (!summary) throw new Error('a scenario has at least one round');
  return summary;
}
