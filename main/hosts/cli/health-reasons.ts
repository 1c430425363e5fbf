// Why something is in trouble, apart from what to look at next: the one is said of each row, the other once.
import type { LayoutReason } from '../../contract/cluster.ts';
import type { GroupReason } from '../../contract/groups.ts';
import type { HealthReason, PartitionHealth, Severity } from '../../contract/health.ts';
import { type Said as SaidOne, type Told, tell } from '../../contract/told.ts';
import type { Micros } from '../../contract/units.ts';
import { whyAndNext, worst } from '../../health/words.ts';

/** What is said of a reader, not of a partition. */
const OF_READER: ReadonlySet<HealthReason['code']> = new Set([
  'position-unknown',
  'records-lost',
  'retention-race',
  'unread-share',
  'group-stop',
  'group-stall',
  'group-queued',
  'group-rewind',
  'group-warn',
  'group-empty',
  'group-none',
  'group-few-samples',
  'group-unseen',
] as const);

export type Said = { why: string; next: string };

export function isOfReader({ code }: HealthReason): boolean {
  return OF_READER.has(code);
}

export function saidOf(reason: HealthReason | LayoutReason | GroupReason): Said {
  return 'told' in reason ? parts(reason.told) : whyAndNext(reason);
}

/** A space of a value, such as a path, which may hold what looks like the end of a sentence. */
const HELD = '\0';

/** These sayings begin with what is, in one sentence; what follows is advice. (test/hosts/cli-table.test.ts has each of them.) */
function parts(told: Told): Said {
  const held = told.said.map(({ code, values }): SaidOne => {
    const hidden = Object.entries(values).map(([name, value]) => [name, String(value).replaceAll(' ', HELD)]);
    return { code, values: Object.fromEntries(hidden) };
  });
  const message = told.said.length === 0 ? told.message : tell(...held).message;
  const end = /[.!?] (?=\p{Lu})/u.exec(message)?.index ?? message.length;
  const shown = (text: string) => text.replaceAll(HELD, ' ');
  return { why: shown(message.slice(0, end + 1)), next: shown(message.slice(end + 2)) };
}

/** Of replicas, leader and log, without what is said of the reader. */
export function ownReasons({ reasons }: Pick<PartitionHealth, 'reasons'>): HealthReason[] {
  return reasons.filter((one) => !isOfReader(one));
}
/** What a partition is itself, whatever the progress of the group that was asked for. */
export function ownSeverity(one: Pick<PartitionHealth, 'reasons'>): Severity {
  return worst(ownReasons(one).map(({ severity }) => severity));
}
/** How the group that was asked for reads, as far as the partitions tell. */
export function readerSeverity(partitions: readonly PartitionHealth[]): Severity {
  return worst(partitions.map(readingSeverity));
}
/** The same in one; where the end of the log is not known it is not known whether records wait. */
export function readingSeverity({ reasons, position, lagRecords }: PartitionHealth): Severity {
  const own = reasons.filter(isOfReader).map(({ severity }) => severity);
  return worst([...own, position !== null && lagRecords === null ? 'unknown' : 'ok']);
}

/** One healthy row is like another: what merely is told of it is no trouble. */
export function troublesOf<T extends { severity: string }>(reasons: readonly T[]): T[] {
  return reasons.filter(({ severity }) => severity !== 'ok');
}

/** Since when the worst of what is wrong holds; null: nothing is. */
export function sinceOf(reasons: readonly { severity: Severity; since: Micros }[]): Micros | null {
  const severity = worst(reasons.map((one) => one.severity));
  return severity === 'ok'
    ? null
    : reasons.reduce(
        (least, one) => (one.severity === severity ? Math.min(least, one.since) : least),
        Number.MAX_SAFE_INTEGER,
      );
}

/** Not judged yet, for want of looks: of a watch each row would say so, and the end of the page says it once. */
export function isForMoreLooks(one: HealthReason | LayoutReason | GroupReason): boolean {
  return one.code === 'group-few-samples' || ('told' in one && one.told.said[0]?.code === 'groups-too-few');
}

export function whysOf(reasons: readonly (HealthReason | LayoutReason | GroupReason)[]): string[] {
  return troublesOf(reasons).flatMap((one) => (isForMoreLooks(one) ? [] : saidOf(one).why));
}
