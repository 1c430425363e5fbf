// Runs the watch for as long as the page is there, whichever view it shows.
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Client } from '../main/contract/methods.ts';
import { useEngine } from './engine/context.ts';
import { useCoverage } from './engine/coverage.tsx';
import { visibleError } from './engine/errors.ts';
import { useWatch } from './engine/use-watch.ts';
import { follow, standAnew, standStill } from './state/follow.ts';
import { go, place, usePlace } from './state/place.ts';
import { selection } from './state/selection.ts';
import { changeWatch, stoppedAt, useWatching, watching } from './state/watch.ts';
import { useFormat, useText } from './ui/text.ts';

export function WatchRun() {
  const engine = useEngine();
  const turn = useWatching()?.turn;
  const show = useShowMatch();
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    if (turn === undefined || watching.get()?.ended) return;
    const abort = new AbortController();
    run(engine, turn, abort.signal, () => latest.current()).catch((error: unknown) => {
      const trouble = visibleError(error);
      // Where the engine is gone, the page says so; with the next one it goes on.
      if (!abort.signal.aborted && trouble && trouble.code !== 'closed') changeWatch(turn, { error: trouble });
    });
    return () => abort.abort();
  }, [engine, turn]);
  return null;
}

async function run(engine: Client, turn: number, signal: AbortSignal, show: () => void): Promise<void> {
  const watch = watching.get();
  if (!watch) return;
  const { filter, topics, act, note, told: before } = watch;
  const bookmark = act === 'bookmark' ? note : null;
  // Behind what was judged by then, where the engine was lost meanwhile.
  const after = before?.upTo ?? watch.after;
  for await (const item of engine.stream('records.matches', { filter, topics, after, bookmark }, signal)) {
    if (signal.aborted) return;
    const told = before
      ? { ...item, matched: before.matched + item.matched, marked: before.marked + item.marked }
      : item;
    const known = watching.get();
    changeWatch(turn, {
      told: { ...told, first: before?.first ?? told.first, last: told.last ?? before?.last ?? null },
    });
    // Who reads elsewhere is only told.
    const isFirst = !stoppedAt(known) && stoppedAt(watching.get());
    if (isFirst && follow.get().live && place.get().screen === 'logs') show();
  }
  changeWatch(turn, { ended: true });
}

/** Shows the match that it stopped at, selected, in a view that stands still where all that was judged is in it. */
export function useShowMatch(): () => void {
  const tick = useWatch('cache.tick');
  const coverage = useCoverage().data;
  return () => {
    const watch = watching.get();
    const found = stoppedAt(watch);
    if (!watch?.told || !found || !tick) return;
    go({ screen: 'logs' }, true);
    const stand = { upTo: Math.max(watch.told.upTo, tick.newestRow), now: Date.now() * 1000, tick, coverage };
    standStill(stand);
    standAnew(stand);
    selection.set(null);
    selection.set({ key: found.key, rank: undefined });
  };
}

/** Whether anything can arrive. */
export function useCollecting(): boolean {
  const state = useWatch('session.status')?.state;
  return state === 'collecting' || state === 'connecting' || state === 'paused';
}

/** In the head, while another view is shown: that there are matches, and the way to them. */
export function WatchPill() {
  const text = useText().watch;
  const format = useFormat();
  const watch = useWatching();
  const show = useShowMatch();
  const matched = watch?.told?.matched ?? 0;
  if (usePlace().screen === 'logs' || matched === 0) return null;
  return (
    <Button className="pill" onPress={() => (stoppedAt(watch) ? show() : go({ screen: 'logs' }, true))}>
      <span className="dot warn" aria-hidden />
      {text.pill(format.number(matched))}
    </Button>
  );
}
