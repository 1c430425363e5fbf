// The records of the view that have the words looked for: going to the next and the previous one, and which of how many it is.
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Key, PageRequest, View } from '../main/contract/records.ts';
import { useEngine } from './engine/context.ts';
import { visibleError } from './engine/errors.ts';
import { useStream } from './engine/use-stream.ts';
import { orderKey } from './records/order-key.ts';
import { Pages } from './records/pages.ts';
import type { TableHandle } from './records/records-table.tsx';
import type { Logs } from './records/use-logs.ts';
import type { Travel } from './records/use-travel.ts';
import { addClause, phrase } from './state/clause.ts';
import { standStill } from './state/follow.ts';
import { selection, useSelection } from './state/selection.ts';
import { useText } from './ui/text.ts';

/** Enough for the rank of a match to be counted within a small part of the view. */
const BUCKETS = 400;

export type Matches = {
  /** forward: down the list; here: the selected record, or the first one seen, is one, too */
  go(forward: boolean, here?: boolean): void;
  /** undefined: not counted yet */
  total: number | undefined;
  /** of the selected record, from 1; undefined where it is none, or not known yet */
  rank: number | undefined;
};

/** text: '' looks for nothing. tell: gets what a person should know. */
export function useMatches(
  text: string,
  logs: Logs,
  table: RefObject<TableHandle | null>,
  travel: Travel,
  tell: (text: string) => void,
): Matches {
  const engine = useEngine();
  const words = useText().logs.find;
  const [wanted, setWanted] = useState<{ forward: boolean; here: boolean }>();
  const { pages } = logs;
  // What is done with a match; a new one of these is no reason to look for it again.
  const latest = useRef({ travel, tell, words });
  latest.current = { travel, tell, words };
  const view = pages && text !== '' ? matching(pages.view, text) : null;

  useEffect(() => {
    if (!wanted || !pages || text === '') return;
    const abort = new AbortController();
    const { forward, here } = wanted;
    const { clock } = pages;
    const order = forward === (pages.order === 'desc') ? 'desc' : 'asc';
    const ask = async (start: PageRequest['start']) => {
      const request: PageRequest = { view: matching(pages.view, text), order, clock, start, skip: 0, limit: 1 };
      return (await engine.call('records.page', request, abort.signal)).rows[0];
    };
    const known = selection.get()?.key ?? pages.row(table.current?.first ?? 0)?.key;
    const look = async () => {
      const from = known && (await orderKey(engine, known, clock, abort.signal));
      const found = await ask(from ? { at: 'after', key: here ? before(from, order) : from } : { at: 'first' });
      // While one types, what lies above is as good.
      return found ?? (here ? ask({ at: 'first' }) : undefined);
    };
    look().then(
      (found) => {
        if (abort.signal.aborted) return;
        setWanted(undefined);
        const { travel, tell, words } = latest.current;
        if (found) {
          selection.set({ key: found.key, rank: undefined });
          travel.go({ to: 'record', key: found.key, say: false });
        } else if (!here) tell(words.last(forward));
      },
      (error: unknown) => {
        const trouble = visibleError(error);
        if (abort.signal.aborted || !trouble) return;
        setWanted(undefined);
        latest.current.tell(trouble.message);
      },
    );
    return () => abort.abort();
  }, [wanted, pages, text, engine, table]);

  const counted = useStream('records.histogram', view && { view, buckets: BUCKETS });
  const histogram = counted.data?.final && !counted.stale && view ? counted.data : undefined;
  const clock = pages?.clock ?? 'record';
  const ranked = useStream('records.ranks', view && clock !== 'record' ? { view, clock, steps: BUCKETS } : null);
  const ranks = ranked.data?.final && !ranked.stale && clock !== 'record' ? ranked.data : undefined;
  const key = useSelection()?.key;
  const [place, setPlace] = useState<{ key: Key; of: unknown; rank: number }>();
  useEffect(() => {
    if (!histogram || !pages || !key || histogram.total === 0 || (pages.clock !== 'record' && !ranks)) return;
    const abort = new AbortController();
    const all = new Pages(engine, matching(pages.view, text), pages.order, [], pages.clock);
    if (ranks) all.setRanks(ranks);
    else all.setHistogram(histogram);
    all.rankOf(key, abort.signal).then(
      ({ rank, found }) => {
        if (!abort.signal.aborted && found) setPlace({ key, of: histogram, rank: rank + 1 });
      },
      // It is said by the table, or by the next try.
      () => undefined,
    );
    return () => {
      abort.abort();
      all.dispose();
    };
  }, [histogram, ranks, pages, key, text, engine]);

  const go = useCallback((forward: boolean, here = false) => {
    standStill();
    setWanted({ forward, here });
  }, []);
  const rank = place && place.key.row === key?.row && place.of === histogram ? place.rank : undefined;
  return { go, total: histogram?.total, rank };
}

function matching(view: View, text: string): View {
  return { ...view, filter: addClause(view.filter, phrase(text)) };
}

/** The key just before another one in an order, so that what follows it begins with that one. */
function before({ time, row }: Key, order: 'asc' | 'desc'): Key {
  return { time, row: order === 'asc' ? Math.max(0, row - 1) : row + 1 };
}
