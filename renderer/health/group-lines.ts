// The lines of the table of groups: filtered and sorted. Pure.
import type { GroupSummary } from '../../main/contract/groups.ts';
import { neverClears } from '../../main/health/clears.ts';
import { RANK } from './severity.ts';

export const GROUP_COLUMNS = ['status', 'name', 'protocol', 'state', 'members', 'lag', 'seconds', 'clear'] as const;
export type GroupColumn = (typeof GROUP_COLUMNS)[number];
export type GroupSort = { key: GroupColumn; descending: boolean };

/** Unknown values go last either way; equal ones are in the order of the worst, then of names. */
export function groupLines(groups: readonly GroupSummary[], find: string, sort: GroupSort): GroupSummary[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const sign = sort.descending ? -1 : 1;
  return groups
    .filter(({ group }) => words.every((word) => group.toLowerCase().includes(word)))
    .sort((a, b) => {
      const [left, right] = [sortValue(a, sort.key), sortValue(b, sort.key)];
      if (left === right) return RANK[b.severity] - RANK[a.severity] || (a.group < b.group ? -1 : 1);
      if (left === null) return 1;
      if (right === null) return -1;
      return (left < right ? -1 : 1) * sign;
    });
}

function sortValue(group: GroupSummary, key: GroupColumn): number | string | null {
  switch (key) {
    case 'status':
      return RANK[group.severity];
    case 'name':
      return group.group;
    case 'protocol':
      return group.protocol;
    case 'state':
      return group.state;
    case 'members':
      return group.members;
    case 'lag':
      return group.lagRecords;
    case 'seconds':
      return group.lagSeconds;
    case 'clear':
      return neverClears(group) ? Number.POSITIVE_INFINITY : group.clearSeconds;
  }
}
