import { Minus, Plus, ZoomOut } from 'lucide-react';
import { type ReactNode, type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Histogram, Hole, Tick } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import type { Range } from '../state/place-text.ts';
import { useSettings } from '../state/settings.ts';
import { useCanZoomOut, zoomOut } from '../state/zoom.ts';
import { IconButton } from '../ui/button.tsx';
import { Progress } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { axisTicks } from './axis.ts';
import { BAD_LEVELS, barPaths, highest, timeScale } from './bars.ts';
import { type Domain, domainOf, incompleteFrom } from './domain.ts';
import { HoleLane } from './hole-lane.tsx';
import { holeRuns } from './hole-runs.ts';
import { type Layers, layerKey, levelLayers, splitLayers, waitingLayers } from './layers.ts';
import { Legend } from './legend.tsx';
import { TimelineTip } from './timeline-tip.tsx';
import type { Split } from './use-split.ts';
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
  split,
  chooser,
  range,
  tick,
  now,
  holes,
  width,
  handle,
}: {
  /** by level: how many there are, of which time */
  histogram: Histogram | undefined;
  /** undefined: the bars are stacked by level */
  split: Split | undefined;
  /** of what they are stacked by */
  chooser: ReactNode;
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
  const shown = useMemo(() => domainOf(range, histogram, tick, now, zone), [range, histogram, tick, now, zone]);
  const zoom = useZoom(surface, shown);
  const { domain, scale: scaleBy, pan } = zoom;
  useImperativeHandle(handle, () => ({ scale: scaleBy, pan }), [scaleBy, pan]);
  const scale = useMemo(() => (domain ? timeScale(domain.from, domain.to, width) : undefined), [domain, width]);
  const field = split?.field ?? 'level';
  const drawn = useLayers(histogram, split);
  const bars = useMemo(() => drawn && { ...drawn, counts: drawn.layers.map(({ counts }) => counts) }, [drawn]);
  const most = useMemo(() => (bars && scale ? highest(bars, scale) : 0), [bars, scale]);
  const neverThin = split ? Number.POSITIVE_INFINITY : BAD_LEVELS;
  const paths = useMemo(
    () => (bars && scale ? barPaths(bars, scale, BAR_HEIGHT, most, neverThin) : []),
    [bars, scale, most, neverThin],
  );
  const [pointed, point] = useState<string>();
  const lit = drawn?.layers.find((layer) => layerKey(layer) === pointed);
  const ticks = useMemo(
    () => (domain ? axisTicks(domain.from, domain.to, labelCount(domain, width), zone) : []),
    [domain, width, zone],
  );
  const runs = useMemo(() => (scale ? holeRuns(holes, scale) : []), [holes, scale]);
  // Whether or not a hole is seen: the timeline must not jump while it is panned.
  const lane = holes.length > 0 ? LANE_HEIGHT : 0;
  const edge = incompleteFrom(tick, now);
  const hatched = scale && edge !== undefined ? Math.max(0, scale.x(edge)) : width;
  const counting = drawn !== undefined && !drawn.final;

  return (
    <section className="timeline" aria-label={text.label}>
      <div className="timeline-head">
        {chooser}
        {drawn ? <Legend layers={drawn.layers} field={field} isPartial={counting} onPoint={point} /> : null}
      </div>
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
            {drawn?.layers.map((layer, i) => (
              <path
                key={layerKey(layer)}
                d={paths[i] ?? ''}
                className={`${layer.className} ${lit === undefined || lit === layer ? '' : 'not-pointed'}`}
              />
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
        {drawn && scale && zoom.pointer !== undefined ? (
          <TimelineTip
            drawn={drawn}
            field={field}
            scale={scale}
            x={zoom.pointer}
            drag={zoom.drag}
            incompleteFrom={edge}
          />
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
          <Progress share={drawn.toScan === 0 ? 1 : drawn.scanned / drawn.toScan} label={text.counting} />
        ) : null}
      </div>
    </section>
  );
}

/** Until a split is here, all records are drawn alike. */
function useLayers(histogram: Histogram | undefined, split: Split | undefined): Layers | undefined {
  const colours = useRef(new Map<string, Map<string, number>>());
  const field = split?.field;
  const series = split?.histogram;
  return useMemo(() => {
    if (!histogram) return undefined;
    if (field === undefined) return levelLayers(histogram);
    if (!series) return waitingLayers(histogram);
    const known = colours.current.get(field) ?? new Map<string, number>();
    colours.current.set(field, known);
    return splitLayers(series, known);
  }, [histogram, field, series]);
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
