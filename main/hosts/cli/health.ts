import { createTimeText } from '../../base/time-text.ts';
import { fail } from '../../contract/errors.ts';
import type { Output } from '../../contract/methods.ts';
import { type ConnectionOptions, readConnection } from './connection-options.ts';
import { UsageError } from './failure.ts';
import { print, say, table } from './output.ts';
import { withEngine } from './with-engine.ts';

type HealthOptions = ConnectionOptions & {
  group?: string;
  topics?: string[];
  json?: boolean;
  watch?: boolean;
  interval?: number;
};
type Report = Output<'health.sample'>;

/**
 * Asks a cluster, without a cache. Returns the exit code: 0 healthy, 3 warnings, 4 errors, 5 where nothing wrong is known but
 * something asked for could not be learned. With --watch it is that of the last sample.
 */
export async function health(options: HealthOptions, interrupt: AbortSignal): Promise<number> {
  if (options.interval !== undefined && !options.watch) throw new UsageError('--interval belongs to --watch.');
  const connection = await readConnection(options);
  const { group, topics } = options;
  return withEngine(null, 'read', async ({ client }) => {
    if (options.watch) {
      const asked = { connection, group, topics, intervalSeconds: options.interval ?? 5 };
      return watch(client.stream('health.follow', asked, interrupt), options.json ?? false, interrupt);
    }
    const report = await client.call('health.sample', { connection, group, topics }, interrupt);
    if (report.error !== null) throw fail(report.error.code, report.error.said);
    for (const trouble of report.troubles) say(trouble.message);
    await print(options.json ? `${JSON.stringify(report, null, 2)}\n` : tables(report));
    for (const line of conclusions(report)) say(line);
    return exitCodeOf(report);
  });
}

function conclusions({ partitions, severity }: Report): string[] {
  const those = (...wanted: Report['severity'][]) => partitions.filter((one) => wanted.includes(one.severity)).length;
  const [bad, unsure] = [those('error', 'warning'), those('unknown')];
  const all = partitions.length;
  const isWaited = (code: string) => code === 'group-few-samples' || code === 'group-unseen';
  return [
    ...(bad > 0 ? [`${bad} of ${all} partitions need a look.`] : []),
    ...(unsure > 0 ? [`${unsure} of ${all} partitions cannot be judged.`] : []),
    ...(severity === 'ok' ? ['No partition is in trouble.'] : []),
    ...(partitions.some(({ reasons }) => reasons.some(({ code }) => isWaited(code)))
      ? ['Whether a group reads cannot be told from one look: use --watch.']
      : []),
  ];
}

/** What could not be asked, or read, is never healthy. */
export function exitCodeOf({ severity, troubles, error }: Pick<Report, 'severity' | 'troubles' | 'error'>): number {
  if (severity === 'error') return 4;
  if (severity === 'warning') return 3;
  return severity === 'unknown' || troubles.length > 0 || error !== null ? 5 : 0;
}

/** On a terminal the table is drawn anew; elsewhere it is printed once and then each change. JSON: a line a sample. */
async function watch(reports: AsyncIterable<Report>, json: boolean, interrupt: AbortSignal): Promise<number> {
  let last: Report | undefined;
  try {
    for await (const report of reports) {
      if (json) await print(`${JSON.stringify(report)}\n`);
      else if (process.stdout.isTTY) await print(`\x1b[H\x1b[J${tables(report)}`);
      else await print(last ? changes(last, report) : tables(report));
      const before = new Set(last?.troubles.map(({ message }) => message));
      for (const { message } of report.troubles) if (!before.has(message)) say(message);
      if (report.error !== null && report.error.message !== last?.error?.message) say(report.error.message);
      last = report;
    }
  } catch (error) {
    if (!interrupt.aborted) throw error;
  }
  // Interrupted before the first sample: nothing was learned.
  return last ? exitCodeOf(last) : 5;
}

/** A line for each partition whose status or reasons differ, and for each that is new or gone. */
function changes(before: Report, after: Report): string {
  const name = ({ topic, partition }: Report['partitions'][number]) => `${topic}/${partition}`;
  const why = ({ severity, reasons }: Report['partitions'][number]) =>
    [severity, ...reasons.map(({ code }) => code)].join(' ');
  const old = new Map(before.partitions.map((one) => [name(one), one]));
  const at = createTimeText()(after.sampledAt ?? 0);
  const lines = after.partitions.flatMap((one) => {
    const was = old.get(name(one));
    old.delete(name(one));
    if (was && why(was) === why(one)) return [];
    const reasons = one.reasons.map(({ message }) => message).join('; ');
    return [`${at}  ${name(one)}  ${was?.severity ?? 'new'} -> ${one.severity}${reasons ? `  ${reasons}` : ''}`];
  });
  const gone = [...old.keys()].map((key) => `${at}  ${key}  gone`);
  return [...lines, ...gone].map((line) => `${line}\n`).join('');
}

/** About; null: not known, or nothing waits. */
function behind({ lagRecords, lagSeconds }: Report['partitions'][number]): string | null {
  return lagSeconds === null || !lagRecords ? null : `${Math.round(lagSeconds)} s`;
}

const ORDER = ['error', 'warning', 'unknown', 'ok'];

function tables(report: Report): string {
  const at = report.sampledAt === null ? '' : ` at ${createTimeText()(report.sampledAt)}`;
  const brokers = table(
    ['broker', 'address', 'controller', 'leaders', 'replicas'],
    report.brokers.map((b) => [b.id, `${b.host}:${b.port}`, b.controller ? 'yes' : '', b.leaders, b.replicas]),
  );
  // What needs a look comes first.
  const sorted = report.partitions.toSorted(
    (a, b) =>
      ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) ||
      (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition),
  );
  const ofGroup = report.group !== null;
  const partitions = table(
    [
      ...['topic', 'partition', 'status', 'leader', 'replicas', 'isr', 'start', 'end', 'in/s'],
      ...(ofGroup ? ['position', 'lag', 'behind', 'group'] : []),
      'why',
    ],
    sorted.map((p) => [
      ...[
        p.topic,
        p.partition,
        p.severity,
        p.leader,
        p.replicas.join(','),
        p.isr.join(','),
        p.logStart,
        p.highWatermark,
        p.producedPerSecond?.toFixed(1) ?? null,
      ],
      ...(ofGroup ? [p.position, p.lagRecords, behind(p), p.group] : []),
      p.reasons.map((reason) => reason.message).join('; '),
    ]),
  );
  const title = `cluster ${report.clusterId ?? 'unknown'}: ${report.severity}${at}${ofGroup ? `, group ${report.group}` : ''}`;
  return `${title}\n\n${brokers}\n${partitions}`;
}
