// Judging what arrives: every record that is written behind a row is held against a filter, once, by the same SQL as any query.
// A tick only says that there is something new; what is judged are the rows of the cache, so a slow listener misses nothing.
import type { Bookmarks } from './bookmarks.ts';
import { type Matches, type MatchesRequest, MOST_MARKED } from './contract/matches.ts';
import type { Watched } from './contract/methods.ts';
import type { Tick } from './contract/records.ts';
import type { RowId } from './contract/units.ts';
import { parseFilter } from './query/grammar.ts';
import type { Reader } from './store/types.ts';

/**
 * One item for each piece of rows that arrived, without a gap between two: the first begins behind `start`. `look` says what there
 * is of rows behind one, up to the newest. It ends when the signal aborts.
 */
export async function* judge<T extends { upTo: RowId }>(
  tick: Watched<Tick>,
  start: RowId,
  look: (after: RowId) => Promise<T>,
  signal: AbortSignal,
): AsyncGenerator<T & { after: RowId }, void> {
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const leave = tick.subscribe(wake);
  signal.addEventListener('abort', wake, { once: true });
  try {
    for (let after = start; !signal.aborted; ) {
      // Before it is looked: what comes meanwhile is looked for again.
      changed = Promise.withResolvers();
      const found = await look(after);
      if (found.upTo > after) {
        yield { ...found, after };
        after = found.upTo;
      } else await changed.promise;
    }
  } finally {
    leave();
    signal.removeEventListener('abort', wake);
  }
}

/** What is told of the matches of one watch. bookmarks: where they are to be marked. */
export async function* tellMatches(
  reader: Reader,
  tick: Watched<Tick>,
  { after: start, bookmark: note, ...what }: MatchesRequest,
  bookmarks: Bookmarks | undefined,
  signal: AbortSignal,
): AsyncGenerator<Matches, void> {
  const after = start ?? tick.get().newestRow;
  const told: Matches = { ...{ after, upTo: after, matched: 0, first: null, last: null, marked: 0, missed: 0 } };
  // A filter that does not parse is told at once, not when something arrives.
  parseFilter(what.filter);
  yield { ...told };
  const most = () => (note === null ? (told.first ? 0 : 1) : MOST_MARKED - told.marked);
  const look = (behind: RowId) => reader.matches({ ...what, after: behind, most: most() }, signal);
  for await (const piece of judge(tick, after, look, signal)) {
    told.upTo = piece.upTo;
    told.matched += piece.matched;
    told.missed += piece.missed;
    told.first ??= piece.first[0] ?? null;
    told.last = piece.last ?? told.last;
    if (note !== null && bookmarks) {
      await bookmarks.mark(
        piece.first.map(({ key }) => key.row),
        note,
      );
      told.marked += piece.first.length;
    }
    if (piece.matched > 0 || piece.missed > 0) yield { ...told };
    if (told.marked >= MOST_MARKED) return;
  }
}
