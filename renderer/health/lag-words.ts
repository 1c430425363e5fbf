// How far behind, as people read it. What is not known is a dash, never a nought.
import type { GroupPartition } from '../../main/contract/groups.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';

export const NOTHING = '–';

type Lagging = Pick<GroupPartition, 'lagRecords' | 'lagSeconds' | 'clearSeconds' | 'shrinks'>;

export function lagWords(one: Lagging, text: Text, format: Format) {
  const about = (seconds: number) => text.groups.about(format.duration(seconds * 1000));
  const isBehind = one.lagRecords !== null && one.lagRecords > 0;
  return {
    lag: one.lagRecords === null ? NOTHING : format.number(one.lagRecords),
    seconds: one.lagSeconds === null || !isBehind ? NOTHING : about(one.lagSeconds),
    clear:
      !isBehind || (one.clearSeconds === null && one.shrinks !== false)
        ? NOTHING
        : one.clearSeconds === null
          ? text.groups.never
          : about(one.clearSeconds),
  };
}
