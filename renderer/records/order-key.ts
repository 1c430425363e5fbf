// The key of a record in the order of a clock: a record is known by its own time, whatever orders the view.
import type { Client } from '../../main/contract/methods.ts';
import type { Key, Row } from '../../main/contract/records.ts';
import type { Clock } from '../../main/contract/units.ts';

/** Of a row of a page in that order. */
export function orderKeyOf({ key, clockTime }: Row): Key {
  return { time: clockTime ?? key.time, row: key.row };
}

/** Of any record, by its own key. Throws not-found where it has left the cache. */
export async function orderKey(engine: Client, key: Key, clock: Clock, signal: AbortSignal): Promise<Key> {
  if (clock === 'record') return key;
  const { brokerTime, arrivalTime } = await engine.call('records.detail', { row: key.row }, signal);
  return { time: clock === 'broker' ? (brokerTime ?? -1) : arrivalTime, row: key.row };
}
