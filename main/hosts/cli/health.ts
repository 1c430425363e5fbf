import { createTimeText } from '../../base/time-text.ts';
import { fail } from '../../contract/errors.ts';
import type { Output } from '../../contract/methods.ts';
import { type ConnectionOptions, readConnection } from './connection-options.ts';
import { print, say, table } from './output.ts';
import { withEngine } from './with-engine.ts';

type HealthOptions = ConnectionOptions & { group?: string; topics?: string[]; json?: boolean };
type Report = Output<'health.sample'>;

/** Asks a cluster once, without a cache. Returns the exit code: 0 also where partitions are in trouble. */
export async function health(options: HealthOptions, interrupt: AbortSignal): Promise<number> {
  const connection = await readConnection(options);
  const { group, topics } = options;
  return withEngine(null, 'read', async ({ client }) => {
    const report = await client.call('health.sample', { connection, group, topics }, interrupt);
    if (report.error !== null) throw fail('unreachable', report.error.said);
    for (const trouble of report.troubles) say(trouble.message);
    await print(options.json ? `${JSON.stringify(report, null, 2)}\n` : tables(report));
    const bad = report.partitions.filter(({ severity }) => severity === 'error' || severity === 'warning').length;
    say(bad === 0 ? 'No partition is in trouble.' : `${bad} of ${report.partitions.length} partitions need a look.`);
    return 0;
  });
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
      ...['topic', 'partition', 'status', 'leader', 'replicas', 'isr', 'start', 'end'],
      ...(ofGroup ? ['position', 'lag', 'group'] : []),
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
      ],
      ...(ofGroup ? [p.position, p.lagRecords, p.group] : []),
      p.reasons.map((reason) => reason.message).join('; '),
    ]),
  );
  const title = `cluster ${report.clusterId ?? 'unknown'}: ${report.severity}${at}${ofGroup ? `, group ${report.group}` : ''}`;
  return `${title}\n\n${brokers}\n${partitions}`;
}
