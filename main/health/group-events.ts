// What changed in the groups of a cluster between two looks at them, as events. Pure, but for what it remembers of the last look.
import type { GroupState } from '../contract/groups.ts';
import type { GroupMember } from '../contract/health.ts';
import type { NewEvent } from '../contract/history.ts';
import type { Micros } from '../contract/units.ts';
import type { GroupSnapshot, GroupsSnapshot } from './group-snapshot.ts';
import { UNLOOKED } from './unlooked.ts';

/** A group passes through them to rest in another: each look that meets one of them by chance is no news. */
const PASSING: readonly GroupState[] = ['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling'];

/** by name: as they were told; `at`: when they were seen last */
export type KeptGroups = { at: Micros; states: [group: string, state: GroupState][] };
type Seen = {
  /** as it was told; null: it was not there; Unknown: not known yet, and what it comes to is no change */
  state: GroupState | null;
  /** the last look met it on its way */
  isPassing: boolean;
  /** of when it last rested: the partitions of each; null: not known */
  members: ReadonlyMap<string, readonly string[]> | null;
};
type Moves = { members: number; joined: number; left: number; moved: number };

export class GroupEventWatch {
  #groups: Map<string, Seen> | undefined;
  #at: Micros = 0;
  /** nothing was seen in this session yet */
  #isFirst = true;

  /** `kept`: the states of groups as they were last seen, in another session. */
  constructor(kept?: KeptGroups) {
    if (!kept) return;
    this.#at = kept.at;
    this.#groups = new Map(kept.states.map(([group, state]) => [group, { state, isPassing: false, members: null }]));
  }

  /** As they are known now, for the next session. */
  states(): KeptGroups['states'] {
    return [...(this.#groups ?? [])].flatMap(([group, { state }]) => (state === null ? [] : [[group, state]]));
  }

  /** Snapshots in the order of their time. This session's own group tells more of itself, elsewhere. */
  observe({ at, ours, groups, sees, isUntold }: GroupsSnapshot): NewEvent[] {
    // Whose credentials see less than those of the last session is not told of groups that are there all the same.
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const isShort = isFirst && sees !== 'all';
    const before = this.#groups;
    const notBefore = before && (isFirst || at - this.#at > UNLOOKED) ? this.#at : null;
    this.#at = at;
    const events: NewEvent[] = [];
    const tell = (kind: 'group-state' | 'rebalance', group: string, values: NewEvent['values']) =>
      void events.push({
        ...{ at, notBefore, kind, topic: null, partition: null, count: 1, told: null },
        values: { group, ...values },
      });
    const now = new Map<string, Seen>();
    for (const one of groups) {
      if (one.group === ours) continue;
      const seen = before?.get(one.group) ?? { state: before ? null : 'Unknown', isPassing: false, members: null };
      now.set(one.group, next(seen, one, tell));
    }
    for (const [group, seen] of before ?? []) {
      if (now.has(group) || group === ours) continue;
      if (isUntold(group)) now.set(group, seen);
      else if (isShort) continue;
      else if (seen.state !== 'Dead' && seen.state !== 'Unknown' && seen.state !== null)
        tell('group-state', group, { from: seen.state, to: 'Dead' });
    }
    this.#groups = now;
    return events;
  }
}

function next(
  seen: Seen,
  { group, state, members }: GroupSnapshot,
  tell: (kind: 'group-state' | 'rebalance', group: string, values: NewEvent['values']) => void,
): Seen {
  if (state === 'Unknown') return seen;
  // That it stays there is news.
  if (PASSING.includes(state) && !seen.isPassing) return { ...seen, isPassing: true };
  if (state !== seen.state && seen.state !== 'Unknown')
    tell('group-state', group, { from: seen.state ?? 'none', to: state });
  if (PASSING.includes(state)) return { ...seen, state };
  const rests = members && new Map(members.map((one) => [one.memberId, one.partitions.map(nameOf)]));
  const moves = seen.members && rests && movesBetween(seen.members, rests);
  if (
    state === 'Stable' &&
    seen.state !== 'Empty' &&
    moves &&
    (seen.isPassing || moves.joined + moves.left + moves.moved > 0)
  )
    tell('rebalance', group, moves);
  return { state, isPassing: false, members: rests };
}

/** moved: partitions that another one reads than before. */
function movesBetween(before: NonNullable<Seen['members']>, after: NonNullable<Seen['members']>): Moves {
  const readBy = new Map([...before].flatMap(([id, names]) => names.map((name): [string, string] => [name, id])));
  const moved = [...after].flatMap(([id, names]) =>
    names.filter((name) => readBy.has(name) && readBy.get(name) !== id),
  ).length;
  const joined = [...after.keys()].filter((id) => !before.has(id)).length;
  const left = [...before.keys()].filter((id) => !after.has(id)).length;
  return { members: after.size, joined, left, moved };
}

function nameOf({ topic, partition }: GroupMember['partitions'][number]): string {
  return `${topic}/${partition}`;
}
