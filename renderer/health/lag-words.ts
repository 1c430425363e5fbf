// How far behind, as people read it. What is not known is a dash, never a nought.
import type { GroupPartition } from '../../main/contract/groups.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';

export const NOTHING = '–';

/** Seconds; null: not known, or nothing waits. */
export function behindOf({
  lagRecords,
  lagSeconds,
}: {
  lagRecords: number | null;
  lagSeconds: number | null;
}): number | null {
  return lagRecords === null || lagRecords === 0 ? null : lagSeconds;
}

export function behindText(
  one: { lagRecords: number | null; lagSeconds: number | null },
  text: Text,
  format: Format,
): string {
  const seconds = behindOf(one);
  return seconds === null ? NOTHING : text.groups.about(format.duration(seconds * 1000));
}

type Lagging = Pick<GroupPartition, 'lagRecords' | 'lagSeconds' | 'clearSeconds' | 'shrinks'>;

export function lagWords(one: Lagging, text: Text, format: Format) {
  const about = (seconds: number) => text.groups.about(format.duration(seconds * 1000));
  const isBehind = one.lagRecords !== null && one.lagRecords > 0;
  return {
    lag: one.lagRecords === null ? NOTHING : format.number(one.lagRecords),
    seconds: behindText(one, text, format),
    clear:
      !isBehind || (one.clearSeconds === null && one.shrinks !== false)
        ? NOTHING
        : one.clearSeconds === null
          ? text.groups.never
          : about(one.clearSeconds),
  };
}
