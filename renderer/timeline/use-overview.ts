// The whole cache in time: every record of the view's topics, whatever the filter. The rollup answers it at any size.
import { useMemo } from 'react';
import type { Histogram, Tick } from '../../main/contract/records.ts';
import { useDrivenBy, usePace } from '../engine/use-pace.ts';
import { useSteady } from '../engine/use-steady.ts';
import { useStream } from '../engine/use-stream.ts';
import { usePlace } from '../state/place.ts';
import { useSettings } from '../state/settings.ts';
import { zoneId } from '../state/zone.ts';
import { type Domain, domainOf } from './domain.ts';

const REFRESH_MS = 2000;
const IDLE_MS = 60_000;
const BAR_PIXELS = 4;
const BUCKET_STEP = 50;

export type Overview = { histogram: Histogram; extent: Domain };

/** undefined: there is nothing in the cache, or nothing is known of it yet. width: in pixels */
export function useOverview(tick: Tick | undefined, width: number): Overview | undefined {
  const { topics } = usePlace();
  const { zone } = useSettings();
  const pacing = usePace();
  const [{ version, now }] = pacing;
  const buckets = Math.max(BUCKET_STEP, Math.floor(width / BAR_PIXELS / BUCKET_STEP) * BUCKET_STEP);
  const asks = tick !== undefined && tick.records > 0 && width > 0;
  const view = { filter: '', from: null, to: null, topics, upTo: null };
  const answer = useStream('records.histogram', asks ? { view, buckets, zone: zoneId(zone) } : null, version);
  useDrivenBy(pacing, {
    live: asks,
    trigger: tick?.newestRow ?? 0,
    loading: answer.loading,
    leastMs: REFRESH_MS,
    mostMs: IDLE_MS,
  });
  const { data } = useSteady(answer, JSON.stringify(topics));
  return useMemo(() => {
    const extent = data && data.total > 0 ? domainOf({ kind: 'all' }, data, tick, now) : undefined;
    return data && extent ? { histogram: data, extent } : undefined;
  }, [data, tick, now]);
}
