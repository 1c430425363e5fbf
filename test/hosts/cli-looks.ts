// Looks that a real cluster seldom gives, by the rules that judge what a cluster tells.
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { ClusterLook, GroupLook } from '../../main/contract/look.ts';
import { say } from '../../main/contract/told.ts';
import { brokersOf } from '../../main/health/brokers.ts';
import { ClusterHistory } from '../../main/health/cluster.ts';
import type { GroupSnapshot } from '../../main/health/group-snapshot.ts';
import { GroupsHistory } from '../../main/health/groups.ts';
import { HealthHistory } from '../../main/health/history.ts';
import { pageLines } from '../../main/hosts/cli/health-page.ts';

export const AT = 1_790_000_000_000_000;
export const ESCAPE = '\x1b]0;owned\x07';
export const UNSEEN: ClusterReport = {
  ...{ sampledAt: null, error: null, mode: 'unknown', controllerId: null },
  ...{ topics: [], brokers: [] },
};

/** One broker, one topic of a partition with ten records. */
export function partitionsOf(group: string | null, position: number | null = null) {
  return new HealthHistory().observe({
    ...{ at: AT, clusterId: 'c', brokers: [{ id: 1, host: 'b1', port: 9092 }], controllerId: 1 },
    ...{ group, groupActive: false, groupKnown: true, silent: [], configs: new Map(), troubles: [], missing: [] },
    partitions: [
      {
        ...{ topic: 'app', topicId: null, partition: 0, leader: 1, replicas: [1], isr: [1], adding: [] },
        ...{ offlineReplicas: [], minInsyncReplicas: 1, logStart: 0, highWatermark: 10, position, committed: true },
      },
    ],
  });
}
export function layoutOf(path = '/d', retention = '60000'): ClusterReport {
  const directory = { path, totalBytes: 1000, usableBytes: 20, failed: null, replicas: [] };
  const found = new ClusterHistory().observe({
    ...{ at: AT, mode: 'kraft', controllerId: 1 },
    brokers: [
      {
        ...{ id: 1, rack: null, answers: true, metadataMs: 1, release: null, metadataVersion: null },
        ...{
          directories: path === '' ? null : [directory],
          why: path === '' ? say('cluster-directories-denied') : null,
        },
      },
    ],
    topics: [
      {
        ...{ topic: 'app', why: null, partitions: [{ partition: 0, leader: 1, replicas: [1], end: 10, start: 0 }] },
        configs: [
          { name: 'retention.ms', value: retention, source: 'topic' },
          { name: 'retention.bytes', value: '-1', source: 'default' },
        ],
      },
    ],
  });
  return { ...found, error: null };
}
export type Groups = NonNullable<ClusterLook['groups']>;
/** `looks`: one after the other, 5 s apart. */
export function groupsOf(groups: Partial<GroupSnapshot>[], more: Partial<Groups> = {}, looks = 1): Groups {
  const history = new GroupsHistory();
  let report = { sampledAt: AT, error: null, troubles: [], sees: 'all', groups: [] } as Omit<Groups, 'groups'>;
  let found: GroupLook[] = [];
  for (let i = 0; i < looks; i++) {
    const seen = history.observe({
      ...{ at: AT + i * 5_000_000, ends: new Map([['app/0', 10 + 100 * i]]), starts: new Map([['app/0', 0]]) },
      ...{ ours: null, troubles: [], sees: 'all', isUntold: () => false },
      groups: groups.map((one) => ({
        ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Stable', why: null, members: [] },
        commits: [{ topic: 'app', partition: 0, offset: 10 + 100 * i - (i > 0 ? 3 : 0) }],
        ...one,
      })),
    });
    report = seen;
    found = seen.groups.flatMap(({ group }) => history.detail(group) ?? []);
  }
  return { ...report, groups: found, ...more };
}
export function lookOf(more: Partial<ClusterLook> = {}): ClusterLook {
  const report = partitionsOf(null);
  return { ...report, brokerLines: brokersOf(report), cluster: layoutOf(''), groups: groupsOf([]), ...more };
}
export const firsts = (at: number) => ({ partitions: at, layout: at, groups: at });
export const page = (look: ClusterLook, all = false, rows?: number) =>
  pageLines(look, { all, columns: undefined, from: null }, rows).join('\n');
