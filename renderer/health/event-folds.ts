// What one cause did, under that cause: a broker that goes takes its replicas out of every ISR and its leaders elsewhere, an event
// each. Pure.
import type { HealthEvent } from '../../main/contract/history.ts';

export type EventLine = {
  event: HealthEvent;
  /** what followed from it, in the order of the list */
  folded: readonly HealthEvent[];
};

/** A cluster tells of a broker and of its partitions within one session's timeout, and each look sees a part of it. */
const WITHIN = 60_000_000;

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
  return events.flatMap((event) => (under.has(event) ? [] : [{ event, folded: folded.get(event) ?? [] }]));
}

function isOf(cause: HealthEvent, event: HealthEvent): boolean {
  const name = FOLLOWS[cause.kind]?.[event.kind];
  if (name === undefined) return false;
  return `${event.values[name] ?? ''}`.split(', ').includes(`${cause.values.broker}`);
}
