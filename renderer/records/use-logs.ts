// What the logs view shows: live, or standing still at one row of the cache.
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Coverage, Histogram, Page, Row, Tick, View } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { useEngine } from '../engine/context.ts';
import { useCoverage } from '../engine/coverage.tsx';
import { useCall } from '../engine/use-call.ts';
import { useDrivenBy, usePace } from '../engine/use-pace.ts';
import { useSame } from '../engine/use-same.ts';
import { useSteady } from '../engine/use-steady.ts';
import { useStream } from '../engine/use-stream.ts';
import { useWatch } from '../engine/use-watch.ts';
import { standStill, useFollow } from '../state/follow.ts';
import { usePlace, viewAt } from '../state/place.ts';
import type { PlaceKeys } from '../state/place-text.ts';
import { useSettings } from '../state/settings.ts';
import { zoneId } from '../state/zone.ts';
import { PAGE_ROWS, Pages } from './pages.ts';

/** Rows by rank, from whichever source. */
export type RowSource = {
  /** that the rows' values are of */
  readonly fields: readonly string[];
  readonly total: number;
  readonly error: ErrorData | undefined;
  row(rank: number): Row | undefined;
  want(first: number, last: number): void;
  retry(): void;
};

export type Logs = {
  live: boolean;
  /** the view that is shown; upTo is null while live */
  view: View;
  /** what "now" is for it */
  now: Micros;
  tick: Tick | undefined;
  /** another text: other records, or in another order; not for "more of the same" */
  identity: string;
  histogram: Histogram | undefined;
  histogramError: ErrorData | undefined;
  /** after an error of the histogram: asks again */
  recount(): void;
  /** undefined: nothing is here yet */
  rows: RowSource | undefined;
  /** the rows are of an earlier filter, range or order; the new ones are on their way */
  rowsStale: boolean;
  /** of the rows that stand still, for places by time; undefined while live */
  pages: Pages | undefined;
  /** rows written since it stands still, of any kind */
  arrived: number;
};

/** What arrives is seen this much later at most; each costs a drawing of the table. */
const PAGE_MS = 100;
/** A page is what a person waits for: where it is slow it may take half of the time. */
const PAGE_REST = 2;
const HISTOGRAM_MS = 500;
/** A rank in the order of another clock is so far from a known place, of all records. */
const RANK_STEPS = 400;
/** They come at most ten times a second. */
const KEPT_TICKS = 100;

/** buckets: how many the timeline has room for. fields: whose values are wanted with each row. */
export function useLogs(buckets: number, fields: readonly string[]): Logs {
  const place = usePlace();
  const following = useFollow();
  const zone = zoneId(useSettings().zone);
  const tick = useWatch('cache.tick');
  // Following is for the newest first; in the other order the view stands still.
  const live = following.live && place.order === 'desc';
  const trigger = tick?.newestRow ?? 0;
  const identity = JSON.stringify([place.filter, place.range, place.topics]);
  const seenIdentity = `${identity}${place.clock}`;

  const paging = usePace();
  const [pagePace] = paging;
  const liveView = useSame(viewAt(place, pagePace.now, null));
  const newest = useCall(
    'records.page',
    live
      ? {
          ...{ view: liveView, order: 'desc', clock: place.clock, start: { at: 'first' } },
          ...{ limit: PAGE_ROWS, fields: [...fields] },
        }
      : null,
    pagePace.version,
  );
  const mostMs = idleMs(place);
  useDrivenBy(paging, { live, trigger, loading: newest.loading, leastMs: PAGE_MS, mostMs, rest: PAGE_REST });

  const stand = following.live ? null : following.at;
  const frozen = useMemo(() => (stand ? viewAt(place, stand.now, stand.upTo) : undefined), [place, stand]);
  const coverage = useCoverage().data;
  const ticks = useRef<Tick[]>([]);
  if (tick && ticks.current.at(-1) !== tick) ticks.current = [...ticks.current, tick].slice(-KEPT_TICKS);
  const seen = useRef<Seen | undefined>(undefined);
  if (live && newest.data && !newest.stale) {
    const page = newest.data;
    // Of what is known of the cache, what was so when all its rows were in the page: the page may be older than the tick.
    const known = ticks.current.findLast(({ newestRow }) => newestRow <= page.upTo) ?? ticks.current[0];
    if (known && (seen.current?.page !== page || known === tick))
      seen.current = { identity: seenIdentity, page, fields, now: pagePace.now, tick: known, coverage };
  }
  useEffect(() => {
    if (live || stand) return;
    if (seen.current) {
      const { page, now, tick, coverage } = seen.current;
      standStill({ upTo: page.upTo, now, tick, coverage });
    } else if (tick) standStill({ upTo: tick.newestRow, now: Date.now() * 1000, tick, coverage });
  }, [live, stand, tick, coverage]);

  const counting = usePace();
  const [histogramPace] = counting;
  const counted = useStream(
    'records.histogram',
    live
      ? { view: viewAt(place, histogramPace.now, null), buckets, zone }
      : frozen
        ? { view: frozen, buckets, zone }
        : null,
    live ? histogramPace.version : 'still',
  );
  useDrivenBy(counting, { live, trigger, loading: counted.loading, leastMs: HISTOGRAM_MS, mostMs });
  const histogram = useSteady(counted, identity).data;

  const pages = useFrozenPages(
    live ? undefined : frozen,
    place,
    seen.current?.identity === seenIdentity ? seen.current : undefined,
    fields,
  );
  useEffect(() => {
    if (!live && pages && counted.data && !counted.stale) pages.setHistogram(counted.data);
  }, [live, pages, counted.data, counted.stale]);
  const { clock } = place;
  const ranked = useStream(
    'records.ranks',
    !live && frozen && clock !== 'record' ? { view: frozen, clock, steps: RANK_STEPS } : null,
  );
  useEffect(() => {
    if (pages?.clock === clock && clock !== 'record' && ranked.data && !ranked.stale) pages.setRanks(ranked.data);
  }, [pages, clock, ranked.data, ranked.stale]);
  const liveRows = useMemo(
    () =>
      newest.data && !newest.stale
        ? liveSource(newest.data, fields, histogram?.total ?? 0, newest.error, newest.again)
        : undefined,
    [newest.data, newest.stale, newest.error, newest.again, histogram?.total, fields],
  );

  const shown = useRef<{ rows: RowSource; identity: string } | undefined>(undefined);
  const current = live
    ? newest.error
      ? failedSource(newest.error, newest.again)
      : newest.stale
        ? undefined
        : liveRows
    : pages?.started
      ? pages
      : undefined;
  const rowsIdentity = `${seenIdentity}${place.order}`;
  if (current) shown.current = { rows: current, identity: rowsIdentity };

  return {
    live,
    view: frozen && !live ? frozen : liveView,
    now: live ? histogramPace.now : (stand?.now ?? histogramPace.now),
    tick,
    identity: rowsIdentity,
    histogram,
    histogramError: counted.error ?? ranked.error,
    recount: counted.again,
    rows: shown.current?.rows,
    rowsStale: shown.current !== undefined && shown.current.identity !== rowsIdentity,
    pages: live ? undefined : pages,
    arrived: live || !tick || !stand ? 0 : Math.max(0, tick.newestRow - stand.upTo),
  };
}

/** A range that ends at "now" moves even when nothing arrives: by about a bucket. Otherwise once a minute is plenty. */
function idleMs({ range }: PlaceKeys): number {
  return range.kind === 'last' ? Math.min(60_000, Math.max(1000, (range.seconds * 1000) / 200)) : 60_000;
}

/** The newest page that was shown live: where standing still begins. */
type Seen = {
  identity: string;
  page: Page;
  fields: readonly string[];
  now: Micros;
  tick: Tick;
  coverage: Coverage | undefined;
};

/** seen: the beginning of the view, if it is known already. */
function useFrozenPages(
  view: View | undefined,
  { order, clock }: Pick<PlaceKeys, 'order' | 'clock'>,
  seen: Seen | undefined,
  fields: readonly string[],
): Pages | undefined {
  const engine = useEngine();
  const latest = useRef({ view, seen, fields });
  latest.current = { view, seen, fields };
  const key = view ? JSON.stringify([view, order, clock]) : undefined;
  const pages = useMemo(() => {
    const { view, seen, fields } = latest.current;
    if (key === undefined || !view) return undefined;
    const fresh = new Pages(engine, view, order, fields, clock);
    if (order === 'desc' && seen?.page.upTo === view.upTo && seen.fields === fields)
      fresh.seed(seen.page.rows, seen.page.more);
    else fresh.want(0, 0);
    return fresh;
  }, [engine, key, order, clock]);
  useEffect(() => () => pages?.dispose(), [pages]);
  useEffect(() => pages?.setFields(fields), [pages, fields]);
  useSyncExternalStore(pages?.subscribe ?? never, pages?.version ?? zero);
  return pages;
}

const never = () => () => {};
const zero = () => 0;

function liveSource(
  page: Page,
  fields: readonly string[],
  counted: number,
  error: ErrorData | undefined,
  retry: () => void,
): RowSource {
  return {
    fields,
    total: page.more ? Math.max(counted, page.rows.length) : page.rows.length,
    error,
    row: (rank) => page.rows[rank],
    want: () => {},
    retry,
  };
}

function failedSource(error: ErrorData, retry: () => void): RowSource {
  return { fields: [], total: 0, error, row: () => undefined, want: () => {}, retry };
}
