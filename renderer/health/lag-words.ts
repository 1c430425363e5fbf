// How far behind, as people read it. What is not known is a dash, never a nought.
import type { GroupPartition } from '../../main/contract/groups.ts';
import { neverClears } from '../../main/health/clears.ts';
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
  one: { lagRecords: number | null; lagSeconds: number | null; lagExact?: boolean },
  text: Text,
  format: Format,
): string {
  const seconds = behindOf(one);
  if (seconds === null) return NOTHING;
  const duration = format.duration(seconds * 1000);
  return one.lagExact ? duration : text.groups.about(duration);
}

type Lagging = Pick<GroupPartition, 'status' | 'lagRecords' | 'lagSeconds' | 'lagExact' | 'clearSeconds' | 'shrinks'>;

export function lagWords(one: Lagging, text: Text, format: Format) {
  const about = (seconds: number) => text.groups.about(format.duration(seconds * 1000));
  const isBehind = one.lagRecords !== null && one.lagRecords > 0;
  return {
    lag: one.lagRecords === null ? NOTHING : format.number(one.lagRecords),
    seconds: behindText(one, text, format),
    clear:
      !isBehind || (one.clearSeconds === null && !neverClears(one))
        ? NOTHING
        : one.clearSeconds === null
          ? text.groups.never
          : about(one.clearSeconds),
  };
}
