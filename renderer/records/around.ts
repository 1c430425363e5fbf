// The records around one: the range of times that holds them, and the place where they are shown.
import type { RecordPlace } from '../../main/contract/bookmarks.ts';
import type { Client } from '../../main/contract/methods.ts';
import type { Key, PageRequest } from '../../main/contract/records.ts';
import type { Micros, RowId } from '../../main/contract/units.ts';
import { clause } from '../state/clause.ts';
import { type Around, type PlaceKeys, writePlace } from '../state/place-text.ts';

export type AroundWhat = { key: Key; by: Around['by']; partition: Pick<RecordPlace, 'topic' | 'partition'> | null };

/** Where they are shown; upTo: what the view stands still at, null: nothing. `here` is the way back. */
export async function placeAround(
  engine: Client,
  { key, by, partition }: AroundWhat,
  here: PlaceKeys,
  upTo: RowId | null,
  signal: AbortSignal,
): Promise<PlaceKeys> {
  const filter = partition ? clause('_partition', String(partition.partition)) : '';
  const topics = partition ? [partition.topic] : null;
  const edge = async (order: PageRequest['order'], records: number): Promise<Micros> => {
    const request: PageRequest = {
      ...{ view: { filter, topics, from: null, to: null, upTo }, order, skip: 0, limit: records },
      start: { at: 'after', key },
    };
    return (await engine.call('records.page', request, signal)).rows.at(-1)?.key.time ?? key.time;
  };
  const [from, last] =
    'seconds' in by
      ? [key.time - by.seconds * 1e6, key.time + by.seconds * 1e6]
      : await Promise.all([edge('desc', by.records), edge('asc', by.records)]);
  return {
    ...here,
    ...{ filter, topics, record: key },
    range: { kind: 'between', from, to: last + 1 },
    around: {
      ...{ by, at: key.time },
      partition: partition && `${partition.topic}/${partition.partition}`,
      // From one record's surroundings to another's: the way back is the first one.
      back: here.around?.back ?? writePlace({ ...here, record: key }),
    },
  };
}
