// Judging what arrives: every record that is written behind a row is held against a filter, once, by the same SQL as any query.
// A tick only says that there is something new; what is judged are the rows of the cache, so a slow listener misses nothing.
import type { Bookmarks } from './bookmarks.ts';
import { type Matches, type MatchesRequest, MOST_MARKED } from './contract/matches.ts';
import type { Watched } from './contract/methods.ts';
import type { Tick } from './contract/records.ts';
import { parseFilter } from './query/grammar.ts';
import type { Matched, Reader } from './store/types.ts';

export type Judged = Matched & { after: number };

/**
 * One item for each piece of rows that arrived, without a gap between two: the first begins behind `after`. `most()` is how many
 * of its first matches are wanted. It ends when the signal aborts. Throws bad-filter.
 */
export async function* judge(
  reader: Reader,
  tick: Watched<Tick>,
  { filter, topics, after: start }: Pick<MatchesRequest, 'filter' | 'topics'> & { after: number },
  most: () => number,
  signal: AbortSignal,
): AsyncGenerator<Judged, void> {
  parseFilter(filter);
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const leave = tick.subscribe(wake);
  signal.addEventListener('abort', wake, { once: true });
  try {
    for (let after = start; !signal.aborted; ) {
      // Before it is looked: what comes meanwhile is looked for again.
      changed = Promise.withResolvers();
      const found = await reader.matches({ filter, topics, after, most: most() }, signal);
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
  for await (const piece of judge(reader, tick, { ...what, after }, most, signal)) {
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
