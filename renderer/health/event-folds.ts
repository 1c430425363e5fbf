// What one cause did, under that cause: a broker that goes takes its replicas out of every ISR and its leaders elsewhere, an event
// each. Leaders that move with no such cause, as in an election of the preferred ones, are one line as well. Pure.
import type { HealthEvent } from '../../main/contract/history.ts';

export type EventLine = {
  event: HealthEvent;
  /** what followed from it, or all of `several`, in the order of the list */
  folded: readonly HealthEvent[];
  /** it stands for all that is folded, of which it is one */
  several?: true;
};

/** A cluster tells of a broker and of its partitions within one session's timeout, and each look sees a part of it. */
const WITHIN = 60_000_000;
/** Leaders that an election moves are seen at one look, or at two that follow each other. */
const TOGETHER = 15_000_000;
/** Fewer are not worth a press. */
const SEVERAL = 3;

/** By the kind of the cause: of each kind that may follow, the value that names the broker; lists have several, as "2, 3". */
const FOLLOWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'broker-gone': { 'isr-shrunk': 'lost', 'leader-changed': 'from', offline: 'from' },
  'broker-came': { 'isr-expanded': 'gained', 'leader-changed': 'to', online: 'to' },
};

/** Each event once; where two brokers took part in one, it is under the one nearer in time. */
export function foldEvents(events: readonly HealthEvent[]): EventLine[] {
  const causes = events.filter(({ kind }) => Object.hasOwn(FOLLOWS, kind));
  const folded = new Map<HealthEvent, HealthEvent[]>();
  const under = new Set<HealthEvent>();
  for (const event of events) {
    const [cause] = causes
      .filter((one) => Math.abs(one.at - event.at) <= WITHIN && isOf(one, event))
      .sort((a, b) => Math.abs(a.at - event.at) - Math.abs(b.at - event.at));
    if (!cause) continue;
    folded.set(cause, [...(folded.get(cause) ?? []), event]);
    under.add(event);
  }
  const runs = runsOf(events.filter((event) => event.kind === 'leader-changed' && !under.has(event)));
  const inRun = new Set(runs.values().flatMap((run) => run.slice(1)));
  return events.flatMap((event): EventLine[] => {
    if (under.has(event) || inRun.has(event)) return [];
    const run = runs.get(event);
    return run ? [{ event, folded: run, several: true }] : [{ event, folded: folded.get(event) ?? [] }];
  });
}

/** By the first of each, in the order of the list; what lies between them in it does not part them. */
function runsOf(moves: readonly HealthEvent[]): Map<HealthEvent, HealthEvent[]> {
  const runs: HealthEvent[][] = [];
  for (const event of moves) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && Math.abs(before.at - event.at) <= TOGETHER) run.push(event);
    else runs.push([event]);
  }
  return new Map(
    runs.flatMap((run): [HealthEvent, HealthEvent[]][] => (run[0] && run.length >= SEVERAL ? [[run[0], run]] : [])),
  );
}

/** That part, where all have the same; undefined: they differ. */
export function sameOf<T>(events: readonly HealthEvent[], partOf: (event: HealthEvent) => T): T | undefined {
  const [first, ...others] = events.map(partOf);
  return others.every((value) => value === first) ? first : undefined;
}

function isOf(cause: HealthEvent, event: HealthEvent): boolean {
  const name = FOLLOWS[cause.kind]?.[event.kind];
  if (name === undefined) return false;
  return `${event.values[name] ?? ''}`.split(', ').includes(`${cause.values.broker}`);
}
