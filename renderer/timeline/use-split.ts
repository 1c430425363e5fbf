// The timeline by the values of a field. The records are counted first, as the table needs that; then they are split.
import { useMemo } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Histogram, View } from '../../main/contract/records.ts';
import { useDrivenBy, usePace } from '../engine/use-pace.ts';
import { useSteady } from '../engine/use-steady.ts';
import { useStream } from '../engine/use-stream.ts';
import { usePlace, viewAt } from '../state/place.ts';
import { useSettings } from '../state/settings.ts';
import { zoneId } from '../state/zone.ts';

export type Split = {
  field: string;
  /** undefined: the answer for this filter, range and field is not here yet */
  histogram: Histogram | undefined;
  error: ErrorData | undefined;
  again(): void;
};

const REFRESH_MS = 500;

/** undefined: the timeline is by level */
export function useSplit({
  view,
  live,
  newestRow,
  counting,
  buckets,
}: {
  view: View;
  live: boolean;
  newestRow: number;
  /** the view's records are being counted: this waits */
  counting: boolean;
  buckets: number;
}): Split | undefined {
  const place = usePlace();
  const zone = zoneId(useSettings().zone);
  const field = place.split;
  const splitting = usePace();
  const [{ version, now }] = splitting;
  const shown = live ? viewAt(place, now, null) : view;
  const answer = useStream(
    'records.histogram',
    field === null || counting ? null : { view: shown, buckets, zone, split: field },
    live ? version : 'still',
  );
  useDrivenBy(splitting, {
    live: live && field !== null,
    trigger: newestRow,
    loading: answer.loading || counting,
    leastMs: REFRESH_MS,
    mostMs: 60_000,
  });
  const steady = useSteady(answer, JSON.stringify([field, place.filter, place.range, place.topics]));
  const histogram = steady.old ? undefined : steady.data;
  const { error, again } = answer;
  return useMemo(
    () => (field === null ? undefined : { field, histogram, error, again }),
    [field, histogram, error, again],
  );
}
