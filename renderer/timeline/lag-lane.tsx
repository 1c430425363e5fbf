// The lag over time, as the cache keeps it: of the partition that was farthest behind, as an area on a square root's scale.
import { type MouseEvent, memo, useMemo, useState } from 'react';
import type { SampleBucket, Samples } from '../../main/contract/history.ts';
import { useCall } from '../engine/use-call.ts';
import { useWatch } from '../engine/use-watch.ts';
import { usePlace } from '../state/place.ts';
import { zoomTo } from '../state/zoom.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { Scale } from './bars.ts';

const HEIGHT = 22;
const BAR_PIXELS = 4;
const TIP_WIDTH = 300;
const MINUTE = 60e6;

/** Nothing where none was sampled. */
export const LagLane = memo(function LagLane({ scale }: { scale: Scale }) {
  const text = useText().timeline.lanes;
  const format = useFormat();
  const { topics } = usePlace();
  const sampledAt = useWatch('health.kept')?.sampledAt ?? null;
  const [pointed, point] = useState<number>();
  const [from, to] = [Math.floor(scale.from / MINUTE) * MINUTE, Math.ceil(scale.to / MINUTE) * MINUTE];
  const buckets = Math.min(2000, Math.max(1, Math.floor(scale.width / BAR_PIXELS)));
  const asked = sampledAt === null || scale.width <= 0 ? null : { from, to, buckets, topics, partition: null };
  // What lies in the past does not change: a newer sample is asked for only where it would be seen.
  const { data } = useCall('health.samples', asked, Math.min(sampledAt ?? 0, to));
  const most = useMemo(() => Math.max(0, ...(data?.buckets ?? []).map((one) => one?.lagRecords ?? 0)), [data]);
  const path = useMemo(() => (data ? areaOf(data, scale, most) : ''), [data, scale, most]);
  if (!data || path === '') return null;
  const at = (x: number) => Math.floor((scale.time(x) - data.start) / data.width);
  const bucket = pointed === undefined ? null : (data.buckets[at(pointed)] ?? null);
  const xOf = (event: MouseEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  return (
    <div className="lag-lane">
      <button
        type="button"
        aria-label={text.lag.summary(format.number(most))}
        onMouseMove={(event) => point(xOf(event))}
        onMouseLeave={() => point(undefined)}
        onClick={(event) => {
          // By a key: to where it was greatest.
          const greatest = data.buckets.findIndex((one) => one?.lagRecords === most);
          const middle = event.detail > 0 ? scale.time(xOf(event)) : data.start + (greatest + 0.5) * data.width;
          zoomTo(middle - MINUTE / 2, middle + MINUTE / 2);
        }}
      >
        <svg width={scale.width} height={HEIGHT} aria-hidden="true">
          <path className="lag-area" d={path} />
        </svg>
      </button>
      <span className="lane-name" aria-hidden="true">
        {text.lag.name}
      </span>
      {bucket && pointed !== undefined ? (
        <div
          className="timeline-tip event-tip"
          style={{ left: Math.min(Math.max(0, pointed - TIP_WIDTH / 2), Math.max(0, scale.width - TIP_WIDTH)) }}
          aria-hidden="true"
        >
          <div className="tip-time">{format.time(data.start + at(pointed) * data.width, 'day-time', 0)}</div>
          <div>{sayLag(bucket, text.lag, format.number)}</div>
          <div className="tip-more">{text.lag.most(format.number(most))}</div>
          <div className="tip-more">{text.pressMinute}</div>
        </div>
      ) : null}
    </div>
  );
});

type LagWords = ReturnType<typeof useText>['timeline']['lanes']['lag'];

function sayLag({ lagRecords, worst }: SampleBucket, words: LagWords, number: (n: number) => string): string {
  if (lagRecords === null) return words.unknown;
  return words.of(number(lagRecords), worst ? `${worst.topic}-${worst.partition}` : '');
}

/** '' where nothing is known; a lag of nothing is a line, and what was not sampled is a gap. */
function areaOf({ start, width, buckets }: Samples, scale: Scale, most: number): string {
  let path = '';
  for (const [i, bucket] of buckets.entries()) {
    if (!bucket || bucket.lagRecords === null) continue;
    const left = Math.max(0, Math.round(scale.x(start + i * width)));
    const right = Math.min(scale.width, Math.round(scale.x(start + (i + 1) * width)));
    if (right <= left) continue;
    const height = Math.max(1, Math.round(Math.sqrt(bucket.lagRecords / Math.max(1, most)) * (HEIGHT - 2)));
    path += `M${left} ${HEIGHT - height}h${right - left}v${height}h${left - right}z`;
  }
  return path;
}
