// Going to a record: by rank, by time, to the next error. Places are found while the view stands still.
import { type RefObject, useEffect, useState } from 'react';
import type { Client } from '../../main/contract/methods.ts';
import type { Key, View } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { chosen } from '../state/chosen.ts';
import { addClause } from '../state/clause.ts';
import { standStill } from '../state/follow.ts';
import { type Selection, selection, useSelection } from '../state/selection.ts';
import { orderKey } from './order-key.ts';
import type { Pages } from './pages.ts';
import type { TableHandle } from './records-table.tsx';
import type { Logs } from './use-logs.ts';

export type Destination =
  | { to: 'rank'; rank: number; near: boolean }
  | { to: 'end' }
  /** shown where it is, or would be; selected stays what is selected. say: tells where it is not in the view */
  | { to: 'record'; key: Key; say: boolean }
  | { to: 'time'; time: Micros }
  /** forward: down the list */
  | { to: 'error'; forward: boolean };

/** Wherever one goes, several records that are chosen are so no longer, unless they are to be kept. */
export type Travel = {
  go(destination: Destination, keepChosen?: boolean): void;
  /** by so many rows from the selected one, or onto the first one seen */
  step(rows: number): void;
  select(rank: number, keepChosen?: boolean): void;
};

/** tell: gets what a person should know, such as an error or that there is no further one. */
export function useTravel(
  logs: Logs,
  table: RefObject<TableHandle | null>,
  tell: (text: string) => void,
  words: { noError: (next: boolean) => string; outside: string; notInView: string },
): Travel {
  const engine = useEngine();
  const selected = useSelection();
  const [destination, setDestination] = useState<Destination | null>(null);
  const { pages } = logs;
  // Rows of an earlier filter are not to be selected: what is gone to waits for the new ones.
  const rows = logs.rowsStale ? undefined : logs.rows;

  const select = (rank: number, keepChosen = false) => {
    const row = rows?.row(rank);
    if (!row) return;
    if (!keepChosen) chosen.set(null);
    selection.set({ key: row.key, rank });
    standStill();
  };

  // A rank is selected as soon as its row is here.
  const rank = destination?.to === 'rank' ? destination.rank : undefined;
  const arrived = rank === undefined ? undefined : rows?.row(rank);
  useEffect(() => {
    if (!arrived || rank === undefined) return;
    selection.set({ key: arrived.key, rank });
    setDestination(null);
  }, [arrived, rank]);

  // The others are found by the engine first, then reached by rank.
  useEffect(() => {
    if (!destination || destination.to === 'rank' || !pages) return;
    const abort = new AbortController();
    const find = findRank(engine, pages, destination, start(pages, selection.get(), table), abort.signal);
    find.then(
      (place) => {
        if (abort.signal.aborted) return;
        const found = place?.rank;
        if (destination.to === 'time' && pages.clock === 'record' && outside(pages.view, destination.time))
          tell(words.outside);
        if (found === undefined) {
          if (destination.to === 'error') tell(words.noError(destination.forward));
          setDestination(null);
        } else if (destination.to === 'record') {
          table.current?.show(found);
          selection.set((old) => old && { ...old, rank: place?.found ? found : null });
          if (!place?.found && destination.say) tell(words.notInView);
          setDestination(null);
        } else {
          table.current?.show(found);
          setDestination({ to: 'rank', rank: found, near: false });
        }
      },
      (error: unknown) => {
        const trouble = visibleError(error);
        if (abort.signal.aborted || !trouble) return;
        tell(trouble.message);
        setDestination(null);
      },
    );
    return () => abort.abort();
  }, [destination, pages, engine, table, tell, words]);

  const go = (next: Destination, keepChosen = false) => {
    standStill();
    if (!keepChosen) chosen.set(null);
    if (next.to === 'rank') table.current?.show(next.rank, next.near);
    setDestination(next);
  };
  return {
    select,
    go,
    step(by) {
      const total = rows?.total ?? 0;
      if (total === 0) return;
      const rank = selected?.rank;
      const known = rank != null && rows?.row(rank)?.key.row === selected?.key.row;
      const from = known ? rank + by : (table.current?.first ?? 0);
      go({ to: 'rank', rank: Math.min(total - 1, Math.max(0, from)), near: true });
    },
  };
}

/** undefined: there is none. found: it is the record itself. */
async function findRank(
  engine: Client,
  pages: Pages,
  destination: Exclude<Destination, { to: 'rank' }>,
  from: Key | undefined,
  signal: AbortSignal,
): Promise<{ rank: number; found: boolean } | undefined> {
  if (destination.to === 'record') return pages.rankOf(destination.key, signal);
  if (destination.to === 'error') return rankOfError(engine, pages, destination.forward, from, signal);
  const total = await pages.located();
  if (total === 0) return undefined;
  const rank = destination.to === 'end' ? total - 1 : await pages.rankOfTime(destination.time, signal);
  return { rank, found: true };
}

function outside({ from, to }: View, time: Micros): boolean {
  return (from !== null && time < from) || (to !== null && time >= to);
}

/** From the selected record, else from the first one that is seen. */
function start(pages: Pages, selected: Selection | null, table: RefObject<TableHandle | null>): Key | undefined {
  return selected?.key ?? pages.row(table.current?.first ?? 0)?.key;
}

async function rankOfError(
  engine: Client,
  pages: Pages,
  forward: boolean,
  from: Key | undefined,
  signal: AbortSignal,
): Promise<{ rank: number; found: boolean } | undefined> {
  const order = forward === (pages.order === 'desc') ? 'desc' : 'asc';
  const { clock } = pages;
  const key = from && (await orderKey(engine, from, clock, signal));
  const view = { ...pages.view, filter: addClause(pages.view.filter, 'level >= error') };
  const { rows } = await engine.call(
    'records.page',
    { view, order, clock, start: key ? { at: 'after', key } : { at: 'first' }, limit: 1 },
    signal,
  );
  const found = rows[0];
  return found && pages.rankOf(found.key, signal);
}
