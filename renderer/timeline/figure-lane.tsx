// A figure over time, as the cache keeps it: an area on a scale of its own, whose greatest value is written.
import { X } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, memo, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { FigureBucket } from '../../main/contract/figures.ts';
import { useCall } from '../engine/use-call.ts';
import { useWatch } from '../engine/use-watch.ts';
import { showFigure } from '../state/drawn.ts';
import { type FigureLane, readLane, subjectIn } from '../state/figure-lane.ts';
import { usePlace } from '../state/place.ts';
import { zoomAround } from '../state/zoom.ts';
import { isState, laneText, type Shape, shapeOf, valueText } from '../ui/figure-words.ts';
import { nameOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { Scale } from './bars.ts';
import { areaOf, type Extent, extentOf } from './figure-path.ts';

const HEIGHT = 22;
const BAR_PIXELS = 4;
const TIP_WIDTH = 300;
const MINUTE = 60e6;
/** The finest that samples are asked for. */
const FINEST = 10e6;

/** Nothing where none was ever sampled. lane: as figure-lane.ts writes it */
export const FigurePlot = memo(function FigurePlot({ lane, scale }: { lane: string; scale: Scale }) {
  const { topics } = usePlace();
  const sampledAt = useWatch('health.kept')?.sampledAt ?? null;
  const read = useMemo(() => readLane(lane), [lane]);
  if (read === null || sampledAt === null || scale.width <= 0) return null;
  return <Plotted text={lane} lane={read} topics={topics} scale={scale} sampledAt={sampledAt} />;
});

function Plotted({
  text: key,
  lane,
  topics,
  scale,
  sampledAt,
}: {
  text: string;
  lane: FigureLane;
  topics: string[] | null;
  scale: Scale;
  sampledAt: number;
}) {
  const text = useText();
  const words = text.figures.lane;
  const format = useFormat();
  const { figure } = lane;
  const [from, to] = [Math.floor(scale.from / MINUTE) * MINUTE, Math.ceil(scale.to / MINUTE) * MINUTE];
  const buckets = Math.min(2000, Math.max(1, Math.floor(scale.width / BAR_PIXELS)));
  const asked = { subject: subjectIn(lane, topics), figure, from, to, buckets };
  // What lies in the past does not change, and a newer sample is asked for only where it would be seen: in a bucket of its own.
  const seen = Math.floor(Math.min(sampledAt, to) / Math.max(FINEST, (to - from) / buckets));
  const { data, loading } = useCall('health.figure', asked, seen);
  const shape = shapeOf(figure);
  const extent = useMemo(() => data && extentOf(data, shape), [data, shape]);
  const path = useMemo(
    () => (data && extent ? areaOf(data, scale, HEIGHT - 2, extent, shape) : ''),
    [data, extent, scale, shape],
  );
  const say = (value: number) => valueText(figure, value, text, format);
  const [pointed, setPointed] = useState<number>();
  const name = laneText(lane, text);
  const xOf = (event: MouseEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const indexOf = (x: number) => (data ? Math.floor((scale.time(x) - data.start) / data.width) : 0);
  const middleOf = (index: number) => (data ? data.start + (index + 0.5) * data.width : 0);
  const written = extent ? scaleText(extent, isState(figure) ? 'state' : shape, say, format.number, words) : undefined;
  const greatest = () => data?.buckets.findIndex((one) => extent && one?.value === extent.to) ?? 0;
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || !data || !extent) return;
    event.preventDefault();
    event.stopPropagation();
    const index = pointed === undefined ? greatest() : indexOf(pointed) + step;
    setPointed(Math.min(scale.width - 1, Math.max(0, scale.x(middleOf(index)))));
  };
  const bucket = pointed === undefined ? undefined : (data?.buckets[indexOf(pointed)] ?? null);
  const said = bucket === undefined ? '' : bucketText(bucket, say, words);
  return (
    <div className="figure-lane" data-lane={key}>
      {data && extent && written !== undefined ? (
        <button
          type="button"
          aria-label={words.summary(name, written)}
          onMouseMove={(event) => setPointed(xOf(event))}
          onMouseLeave={() => setPointed(undefined)}
          onBlur={() => setPointed(undefined)}
          onKeyDown={walk}
          onClick={(event) => {
            // By a key without a time that is pointed at: to where it was greatest.
            const x = event.detail > 0 ? xOf(event) : pointed;
            const at = x === undefined ? middleOf(greatest()) : scale.time(x);
            zoomAround(at, at);
          }}
        >
          <svg width={scale.width} height={HEIGHT} aria-hidden="true">
            <path className="figure-area" d={path} transform="translate(0 2)" />
          </svg>
        </button>
      ) : null}
      <span className="lane-name figure-name" aria-hidden={written !== undefined}>
        <span className="cut">{name}</span>
        <span className="figure-scale">{written ?? (loading ? '' : words.none)}</span>
      </span>
      <Button className="figure-remove" aria-label={words.remove(name)} onPress={() => showFigure(key, false)}>
        <X size={11} aria-hidden />
      </Button>
      {data && extent && bucket !== undefined && pointed !== undefined ? (
        <div
          className="timeline-tip event-tip"
          style={{ left: Math.min(Math.max(0, pointed - TIP_WIDTH / 2), Math.max(0, scale.width - TIP_WIDTH)) }}
        >
          <div className="tip-time">{format.time(data.start + indexOf(pointed) * data.width, 'day-time', 0)}</div>
          <div className="tip-name">{name}</div>
          <div role="status">{said}</div>
          {written === undefined ? null : (
            <div className="tip-more">{shape === 'root' ? words.root(say(extent.to)) : words.height(written)}</div>
          )}
          <div className="tip-more">{text.timeline.lanes.pressMinute}</div>
        </div>
      ) : null}
    </div>
  );
}

type Words = ReturnType<typeof useText>['figures']['lane'];
type Say = (value: number) => string;

function bucketText(bucket: FigureBucket | null, say: Say, words: Words): string {
  if (!bucket) return words.gap;
  if (bucket.value === null) return words.unknown;
  return bucket.worst ? words.of(say(bucket.value), nameOf(bucket.worst)) : say(bucket.value);
}
/** Offsets are numbers, and need no unit. */
function scaleText({ from, to }: Extent, shape: Shape | 'state', say: Say, number: Say, words: Words): string {
  if (shape === 'state') return to > 0 ? words.states(say(to), say(0)) : say(0);
  return shape === 'span' ? words.span(number(from), number(to)) : words.most(say(to));
}
