// All groups of the cluster for Prometheus, and what this process does in its own.
import type { GroupDetail, GroupPartition, GroupSummary, GroupsReport } from '../contract/groups.ts';
import { type Consumers, WorkerStatus } from '../contract/health.ts';
import { type Figure, family, figures, type Labels, looked, type Sample, STATUS, STATUS_HELP } from './metrics-text.ts';

export type Groups = { report: GroupsReport; details: readonly GroupDetail[] };

type Place = { topic: string; partition: number };

/** A place of a group, whose names may hold anything. */
export function placeOf(group: string, { topic, partition }: Place): string {
  return JSON.stringify([group, topic, partition]);
}
export function labelsOf(group: string, { topic, partition }: Place): Labels {
  return { group, topic, partition };
}

/** `told`: places that are told by the cluster's health, which is asked more often. */
export function ofGroupPartitions(
  { details }: Groups,
  told: ReadonlySet<string>,
  pick: (one: GroupPartition) => number | null,
): Sample[] {
  return details.flatMap(({ summary: { group }, partitions }) =>
    partitions.filter((one) => !told.has(placeOf(group, one))).map((one): Sample => [labelsOf(group, one), pick(one)]),
  );
}

export function groupFamilies({ report, details }: Groups): string[] {
  const { groups, sampledAt } = report;
  const ofEach = (all: readonly Figure<GroupSummary>[]) => figures(groups, ({ group }) => ({ group }), all);
  return [
    ...looked(
      'groups',
      { succeeded: 'Whether the last look at the groups succeeded', at: 'When the brokers were asked for the groups' },
      report,
    ),
    family('groups', 'Groups that these credentials may see', [[{}, sampledAt === null ? null : groups.length]]),
    family(
      'group_info',
      'A group; status: of its reading, by the rules of Burrow',
      groups.map(
        ({ group, state, protocol, protocolType, status, ours }): Sample => [
          { group, state, protocol, protocol_type: protocolType, status, ours: String(ours) },
          1,
        ],
      ),
    ),
    ...ofEach([['group_status', `The worst of the reasons: ${STATUS_HELP}`, ({ severity }) => STATUS[severity]]]),
    family(
      'group_reason',
      'A reason for the status, by its code',
      groups.flatMap(({ group, reasons }) =>
        reasons.map(({ code, severity }): Sample => [{ group, code, severity }, 1]),
      ),
    ),
    ...ofEach([
      ['group_members', 'Members of the group', ({ members }) => members],
      [
        'group_idle_members',
        'Members without a partition',
        ({ members, idleMembers }) => (members === null ? null : idleMembers),
      ],
    ]),
    family(
      'group_member_info',
      'A member, and from where; the value is how many partitions it reads',
      details.flatMap(({ summary: { group }, members }) =>
        members.map(
          ({ memberId, clientId, host, partitions }): Sample => [
            { group, member_id: memberId, client_id: clientId, host },
            partitions.length,
          ],
        ),
      ),
    ),
    ...ofEach([
      ['group_partitions', 'Partitions that the group has committed an offset of', ({ partitions }) => partitions],
      [
        'group_sum_lag_records',
        'Lag of all its partitions together, of those whose lag is known',
        ({ lagRecords }) => lagRecords,
      ],
      ['group_lag_unknown_partitions', 'Its partitions whose lag is not known', ({ lagLacking }) => lagLacking],
      [
        'group_max_lag_seconds',
        'About the time from the oldest record that waits to the last one',
        ({ lagSeconds }) => lagSeconds,
      ],
      [
        'group_clear_seconds',
        'Until its lag is gone at the rates of the last samples; none where it never is, or is not known',
        ({ clearSeconds }) => clearSeconds,
      ],
      [
        'group_sum_lost_records',
        'Records that were deleted before the group read them, in all its partitions',
        ({ lostRecords }) => lostRecords,
      ],
    ]),
  ];
}

/** Of this process's own workers; none while it does not collect. */
export function consumerFamilies({ group, state, workers, others, rebalances }: Consumers): string[] {
  if (group === null) return [];
  const [last] = rebalances;
  const total = (pick: (one: WorkerStatus) => number) => workers.reduce((sum, one) => sum + pick(one), 0);
  const ofWorkers = (all: readonly Figure<WorkerStatus>[]) =>
    figures(workers, ({ id }) => ({ group, worker: id }), all);
  return [
    family('consumer_info', 'The group of this process; state: stable or rebalancing', [[{ group, state }, 1]]),
    family(
      'consumer_workers',
      'Workers of this process, by what they do',
      WorkerStatus.shape.state.options.map(
        (one): Sample => [{ group, state: one }, workers.filter((worker) => worker.state === one).length],
      ),
    ),
    family('consumer_other_members', 'Members of the group that are not of this process', [[{ group }, others.length]]),
    family('consumer_records_per_second', 'Records that the workers store', [
      [{ group }, total((one) => one.recordsPerSecond)],
    ]),
    family('consumer_bytes_per_second', 'Bytes that the workers read', [
      [{ group }, total((one) => one.bytesPerSecond)],
    ]),
    ...ofWorkers([
      [
        'consumer_worker_partitions',
        'Partitions that a worker reads; a worker without one is idle',
        (one) => one.partitions.length,
      ],
      ['consumer_worker_fetch_bytes', 'Mean bytes of a fetch, over the last seconds', (one) => one.fetchBytes],
      [
        'consumer_worker_fetch_wait_seconds',
        'Mean wait for a fetch, over the last seconds',
        (one) => one.fetchWaitMs / 1000,
      ],
      ['consumer_worker_restarts', 'How often a worker was replaced after an error', (one) => one.restarts],
    ]),
    family('consumer_last_rebalance_timestamp_seconds', 'When the group last shared out its partitions anew', [
      [{ group }, last ? last.at / 1e6 : null],
    ]),
    family('consumer_last_rebalance_seconds', 'How long that took', [[{ group }, last ? last.ms / 1000 : null]]),
    family('consumer_last_rebalance_moved_partitions', 'Partitions that changed worker in it', [
      [{ group }, last ? last.moved : null],
    ]),
  ];
}
