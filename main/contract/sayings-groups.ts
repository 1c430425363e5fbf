// What is said of the consumer groups of a cluster. How to add one: told.ts.
import type { P } from './told-values.ts';

export const GROUPS = {
  // Why a group is judged as it is; worst first.
  'groups-lost': (p: P<'records' | 'partitions'>) =>
    `${p.records} records were deleted by retention before they were read, in ${p.partitions} of its partitions. Keep the logs for longer, or read faster.`,
  'groups-stop': (p: P<'partitions' | 'records'>) =>
    `Nobody reads ${p.partitions} of its partitions any more: ${p.records} records wait. Start its consumers again.`,
  'groups-stall': (p: P<'partitions' | 'records'>) =>
    `${p.partitions} of its partitions have a reader that does not move: ${p.records} records wait. Look at what its consumer is busy with.`,
  'groups-rewind': (p: P<'partitions' | 'records'>) =>
    `Its reader went back in ${p.partitions} partitions: ${p.records} records are to be read again. See who set its offsets back, or whether it lost them.`,
  'groups-behind': (p: P<'partitions' | 'records'>) =>
    `Lag has only grown in ${p.partitions} of its partitions, to ${p.records} records. It needs more consumers, or faster ones.`,
  'groups-rebalancing': (p: P<'seconds'>) =>
    `It has been sharing out its partitions for ${p.seconds} s: a member may be joining again and again, or not answer. Look at the logs of its consumers.`,
  'groups-empty': (p: P<'records'>) =>
    `It has no member, and ${p.records} records wait. Start its consumers, or see why they left.`,
  'groups-idle': (p: P<'idle' | 'members'>) =>
    `${p.idle} of ${p.members} members have no partition: there are more members than partitions to share out.`,
  'groups-unheard': (p: P<'seconds' | 'status'>) =>
    `Nobody has told of it for ${p.seconds} s, and it was ${p.status} then: the broker that coordinates it does not answer, or the partition of __consumer_offsets that has its offsets has no leader. Bring that broker back, or see whether it can be reached.`,
  'groups-denied': (p: P<'why'>) => `These credentials may not read it (${p.why}): they need Describe on the group.`,
  'groups-failed': (p: P<'why'>) => `It could not be read: ${p.why}.`,
  'groups-not-described': () =>
    'A group of this kind has no committed offsets of partitions: its lag is not known here.',
  'groups-too-few': (p: P<'samples' | 'needed'>) =>
    `Judged after ${p.needed} samples; there are ${p.samples} of a partition that has records waiting.`,
  'groups-uncommitted': (p: P<'partitions' | 'seconds'>) =>
    `It was not seen to commit for ${p.seconds} s, in ${p.partitions} of its partitions that have records waiting: it may stand, or commit rarely.`,
  'groups-no-ends': (p: P<'partitions'>) =>
    `The ends of ${p.partitions} of its partitions are not known: they have no leader, are gone, or may not be seen.`,

  // What a sample could not learn; what follows says why.
  'groups-broker': (p: P<'broker'>) => `The groups of broker ${p.broker} could not be listed:`,
  'groups-leaderless': (p: P<'partitions'>) =>
    `Partitions ${p.partitions} of __consumer_offsets have no leader: groups that have their offsets there cannot be read, and those not seen before are not listed.`,
  'groups-leaderless-one': (p: P<'partitions'>) =>
    `Partition ${p.partitions} of __consumer_offsets has no leader: groups that have their offsets there cannot be read, and those not seen before are not listed.`,
  'groups-leaders-denied': () =>
    'Whether groups are missing here cannot be told: these credentials may not see who leads __consumer_offsets. They need Describe on that topic.',
  'groups-offsets-of': (p: P<'broker'>) => `The offsets of the groups of broker ${p.broker} could not be read:`,
  'groups-members-of': (p: P<'broker'>) => `The members of the groups of broker ${p.broker} could not be read:`,
  'group-unknown': (p: P<'group'>) => `There is no group ${p.group} in the last sample of the cluster.`,
};
