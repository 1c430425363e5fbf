// Choosing several records: with Shift from one to another, with Ctrl or Command one by one, or all. Only where the view stands still.
import { useEffect, useMemo, useRef, useState } from 'react';
import { MOST_COPIED } from '../../main/contract/records.ts';
import { type Chosen, chosen, useChosen } from '../state/chosen.ts';
import { standStill } from '../state/follow.ts';
import { add, between, cutTo, type Ranges, sizeOf, toggle } from '../state/ranges.ts';
import { selection } from '../state/selection.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { Logs } from './use-logs.ts';
import type { Travel } from './use-travel.ts';

export type Held = { shift: boolean; mod: boolean };

export type Choosing = {
  chosen: Chosen | null;
  /** a row was pressed, with these keys held */
  point(rank: number, held: Held): void;
  /** from the anchor by so many rows beyond the cursor; null: to the end, or with -1 to the beginning */
  extend(by: number, toEnd?: boolean): void;
  all(): void;
};

export function useChoosing(logs: Logs, travel: Travel, tell: (text: string) => void): Choosing {
  const text = useText().records.chosen;
  const format = useFormat();
  const current = useChosen();
  const [wantsAll, setWantsAll] = useState(false);
  const { pages } = logs;

  // Ranks are of one view in one order: those of another are other records.
  const of = pages ? JSON.stringify([pages.view, pages.order, pages.clock]) : '';
  useEffect(() => {
    if (of !== '') return () => chosen.set(null);
  }, [of]);

  useEffect(() => {
    if (!wantsAll || !pages) return;
    let left = false;
    pages.located().then((total) => {
      if (left) return;
      setWantsAll(false);
      if (total === 0) return;
      const most = Math.min(total, MOST_COPIED);
      chosen.set({ ranges: [[0, most]], anchor: 0, cursor: most - 1 });
      if (total > most) tell(text.mostOf(format.number(most), format.number(total)));
    });
    return () => {
      left = true;
    };
  }, [wantsAll, pages, tell, text, format]);

  const choose = (ranges: Ranges, anchor: number, cursor: number) => {
    const kept = cutTo(ranges, MOST_COPIED);
    if (sizeOf(kept) < sizeOf(ranges)) tell(text.most(format.number(MOST_COPIED)));
    chosen.set(sizeOf(kept) === 0 ? null : { ranges: kept, anchor, cursor });
    travel.go({ to: 'rank', rank: cursor, near: true }, true);
  };
  /** The rank of the selected record, where several can be chosen from it. */
  const from = () => {
    const rank = selection.get()?.rank;
    return pages && !logs.rowsStale && rank != null ? rank : undefined;
  };
  const reach = (rank: number, keep: boolean) => {
    const anchor = chosen.get()?.anchor ?? from();
    if (!pages || anchor === undefined) return travel.select(rank);
    const range = between(anchor, rank, MOST_COPIED);
    const cursor = rank < anchor ? range[0] : range[1] - 1;
    if (cursor !== rank) tell(text.most(format.number(MOST_COPIED)));
    choose(keep ? add(chosen.get()?.ranges ?? [], range) : [range], anchor, cursor);
  };

  const acts: Omit<Choosing, 'chosen'> = {
    point(rank, { shift, mod }) {
      if (shift) return reach(rank, mod);
      const before = from();
      if (!mod || before === undefined) return travel.select(rank);
      choose(toggle(chosen.get()?.ranges ?? [[before, before + 1]], rank), rank, rank);
    },
    extend(by, toEnd = false) {
      const cursor = chosen.get()?.cursor ?? from();
      if (cursor === undefined) return travel.step(by);
      const last = (logs.rows?.total ?? 0) - 1;
      reach(toEnd ? (by < 0 ? 0 : last) : Math.min(last, Math.max(0, cursor + by)), false);
    },
    all() {
      standStill();
      setWantsAll(true);
    },
  };
  // The same at every drawing, so that the table is not drawn anew with every tick.
  const latest = useRef(acts);
  latest.current = acts;
  return useMemo(
    () => ({
      chosen: current,
      point: (...given) => latest.current.point(...given),
      extend: (...given) => latest.current.extend(...given),
      all: () => latest.current.all(),
    }),
    [current],
  );
}
