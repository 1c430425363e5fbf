// The records around one: the range of times that holds them, and the place where they are shown.
import type { RecordPlace } from '../../main/contract/bookmarks.ts';
import type { Client } from '../../main/contract/methods.ts';
import type { Key, PageRequest } from '../../main/contract/records.ts';
import type { Micros, RowId } from '../../main/contract/units.ts';
import { addClause, clause } from '../state/clause.ts';
import { type Around, type PlaceKeys, writePlace } from '../state/place-text.ts';
import { orderKey, orderKeyOf } from './order-key.ts';

export type AroundWhat = { key: Key; by: Around['by']; partition: Pick<RecordPlace, 'topic' | 'partition'> | null };

/** Where they are shown; upTo: what the view stands still at, null: nothing. `here` is the way back. */
export async function placeAround(
  engine: Client,
  { key, by, partition }: AroundWhat,
  here: PlaceKeys,
  upTo: RowId | null,
  signal: AbortSignal,
): Promise<PlaceKeys> {
  const within = partition ? clause('_partition', String(partition.partition)) : '';
  const topics = partition ? [partition.topic] : null;
  const own = await orderKey(engine, key, here.clock, signal);
  // Records that have no time by this clock are around nothing in it.
  const clock = own.time === -1 ? 'record' : here.clock;
  const middle = clock === 'record' ? key : own;
  const edge = async (order: PageRequest['order'], records: number): Promise<Micros> => {
    const request: PageRequest = {
      ...{ view: { filter: within, topics, from: null, to: null, upTo }, order, clock, skip: 0, limit: records },
      start: { at: 'after', key: middle },
    };
    const last = (await engine.call('records.page', request, signal)).rows.at(-1);
    return last ? orderKeyOf(last).time : middle.time;
  };
  const [from, last] =
    'seconds' in by
      ? [middle.time - by.seconds * 1e6, middle.time + by.seconds * 1e6]
      : await Promise.all([edge('desc', by.records), edge('asc', by.records)]);
  // A range is of the record's own time: those around it by another clock are asked for by a filter.
  const times = clock === 'record' ? '' : `${FIELDS[clock]}:[${instant(from)} TO ${instant(last)}]`;
  return {
    ...here,
    ...{ filter: times === '' ? within : addClause(within, times), topics, record: key, clock },
    range: clock === 'record' ? { kind: 'between', from, to: last + 1 } : { kind: 'all' },
    around: {
      ...{ by, at: middle.time },
      partition: partition && `${partition.topic}/${partition.partition}`,
      // From one record's surroundings to another's: the way back is the first one.
      back: here.around?.back ?? writePlace({ ...here, record: key }),
    },
  };
}

const FIELDS = { broker: '_broker_ts', arrival: '_arrival' } as const;

/** A time of a filter, exact to the microsecond. */
function instant(time: Micros): string {
  const seconds = new Date(Math.floor(time / 1e6) * 1000).toISOString().slice(0, 19);
  const micros = time - Math.floor(time / 1e6) * 1e6;
  return `"${seconds}.${String(micros).padStart(6, '0')}Z"`;
}
