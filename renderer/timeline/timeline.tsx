import { Minus, Plus, ZoomOut } from 'lucide-react';
import { type Ref, useImperativeHandle, useMemo, useRef } from 'react';
import type { Histogram, Hole, Tick } from '../../main/contract/records.ts';
import { LEVELS, type Micros } from '../../main/contract/units.ts';
import type { Range } from '../state/place-text.ts';
import { useSettings } from '../state/settings.ts';
import { useCanZoomOut, zoomOut } from '../state/zoom.ts';
import { IconButton } from '../ui/button.tsx';
import { Progress } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { axisTicks } from './axis.ts';
import { barPaths, highest, timeScale } from './bars.ts';
import { type Domain, domainOf, incompleteFrom } from './domain.ts';
import { HoleLane } from './hole-lane.tsx';
import { holeRuns } from './hole-runs.ts';
import { TimelineTip } from './timeline-tip.tsx';
import { useZoom, type Zoom } from './use-zoom.ts';

/** pixels of the highest bar, and above it for the label of its count */
const BAR_HEIGHT = 84;
const HEADROOM = 12;
const BASE = HEADROOM + BAR_HEIGHT;
const AXIS_HEIGHT = 20;
/** of the lane of holes, between the bars and the axis */
const LANE_HEIGHT = 10;
/** pixels of a character of the axis, at most; and between two labels, at least */
const CHAR_WIDTH = 6.4;
const LABEL_GAP = 36;

/** What keys elsewhere do to the timeline. */
export type TimelineHandle = Pick<Zoom, 'scale' | 'pan'>;

/** width: of the bars, in pixels; the parent measures it, since it also decides how many buckets to ask for. */
export function Timeline({
  histogram,
  range,
  tick,
  now,
  holes,
  width,
  handle,
}: {
  histogram: Histogram | undefined;
  range: Range;
  tick: Tick | undefined;
  now: Micros;
  /** of the view's topics, of any time */
  holes: readonly Hole[];
  width: number;
  handle: Ref<TimelineHandle>;
}) {
  const { logs, coverage } = useText();
  const text = logs.timeline;
  const format = useFormat();
  const { zone } = useSettings();
  const canZoomOut = useCanZoomOut();
  const surface = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => domainOf(range, histogram, tick, now), [range, histogram, tick, now]);
  const zoom = useZoom(surface, shown);
  const { domain, scale: scaleBy, pan } = zoom;
  useImperativeHandle(handle, () => ({ scale: scaleBy, pan }), [scaleBy, pan]);
  const scale = useMemo(() => (domain ? timeScale(domain.from, domain.to, width) : undefined), [domain, width]);
  const most = useMemo(() => (histogram && scale ? highest(histogram, scale) : 0), [histogram, scale]);
  const paths = useMemo(
    () => (histogram && scale ? barPaths(histogram, scale, BAR_HEIGHT, most) : []),
    [histogram, scale, most],
  );
  const ticks = useMemo(
    () => (domain ? axisTicks(domain.from, domain.to, labelCount(domain, width), zone) : []),
    [domain, width, zone],
  );
  const runs = useMemo(() => (scale ? holeRuns(holes, scale) : []), [holes, scale]);
  // Whether or not a hole is seen: the timeline must not jump while it is panned.
  const lane = holes.length > 0 ? LANE_HEIGHT : 0;
  const edge = incompleteFrom(tick, now);
  const hatched = scale && edge !== undefined ? Math.max(0, scale.x(edge)) : width;
  const counting = histogram !== undefined && !histogram.final;

  return (
    <section className="timeline" aria-label={text.label}>
      <div
        ref={surface}
        className="timeline-surface"
        role="img"
        aria-label={
          histogram && domain
            ? text.summary(
                format.number(histogram.total),
                format.time(domain.from, 'full', 0),
                format.time(domain.to, 'full', 0),
              ) + (runs.length > 0 ? ` ${coverage.lane.summary(format.number(runs.length))}` : '')
            : text.label
        }
        {...zoom.on}
      >
        <svg width={width} height={BASE + lane + AXIS_HEIGHT} className={counting ? 'counting' : ''} aria-hidden="true">
          <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line x1="0" y1="0" x2="0" y2="6" className="hatch-line" />
            </pattern>
          </defs>
          {ticks.map(({ at }) => (
            <line key={at} className="grid" x1={px(scale?.x(at))} x2={px(scale?.x(at))} y1="0" y2={BASE} />
          ))}
          <g transform={`translate(0 ${HEADROOM})`}>
            {LEVELS.map((level, i) => (
              <path key={level} d={paths[i] ?? ''} className={`bar-${level}`} />
            ))}
          </g>
          {hatched < width ? (
            <>
              <rect x={hatched} y="0" width={width - hatched} height={BASE} fill="url(#hatch)" />
              {hatched > 0 ? <line className="frontier" x1={px(hatched)} x2={px(hatched)} y1="0" y2={BASE} /> : null}
            </>
          ) : null}
          <line className="base" x1="0" x2={width} y1={BASE + 0.5} y2={BASE + 0.5} />
          {ticks.map(({ at, label }) => (
            <text key={at} className="tick" x={clampLabel(scale?.x(at) ?? 0, label, width)} y={BASE + lane + 14}>
              {label}
            </text>
          ))}
          {zoom.drag ? (
            <rect
              className="drag"
              x={Math.min(zoom.drag.from, zoom.drag.to)}
              width={Math.abs(zoom.drag.to - zoom.drag.from)}
              y="0"
              height={BASE}
            />
          ) : null}
        </svg>
        {most > 0 ? <span className="timeline-most">{format.short(most)}</span> : null}
        {histogram && scale && zoom.pointer !== undefined ? (
          <TimelineTip histogram={histogram} scale={scale} x={zoom.pointer} drag={zoom.drag} incompleteFrom={edge} />
        ) : null}
      </div>
      {lane > 0 ? <HoleLane runs={runs} width={width} /> : null}
      <div className="timeline-buttons">
        {canZoomOut ? (
          <IconButton className="small" label={text.zoomBack} onPress={zoomOut}>
            <ZoomOut size={14} />
          </IconButton>
        ) : null}
        <IconButton className="small" label={text.zoomIn} isDisabled={!domain} onPress={() => zoom.scale(0.5)}>
          <Plus size={14} />
        </IconButton>
        <IconButton className="small" label={text.zoomOut} isDisabled={!domain} onPress={() => zoom.scale(2)}>
          <Minus size={14} />
        </IconButton>
      </div>
      <div className="timeline-progress">
        {counting ? (
          <Progress share={histogram.toScan === 0 ? 1 : histogram.scanned / histogram.toScan} label={text.counting} />
        ) : null}
      </div>
    </section>
  );
}

/** The middle of a pixel, so that a line of one pixel is sharp. */
function px(x: number | undefined): number {
  return Math.round(x ?? 0) + 0.5;
}

/** Labels at the edges stay whole. */
function clampLabel(x: number, label: string, width: number): number {
  const half = (label.length * CHAR_WIDTH) / 2;
  return Math.min(width - half, Math.max(half, x));
}

/** Short times have long labels: 14:02:11.204312. */
function labelCount({ from, to }: Domain, width: number): number {
  const span = to - from;
  const chars = span < 10e3 ? 15 : span < 10e6 ? 12 : 8;
  return Math.max(1, Math.floor(width / (chars * CHAR_WIDTH + LABEL_GAP)));
}
