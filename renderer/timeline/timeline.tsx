import { Minus, Plus, ZoomOut } from 'lucide-react';
import { memo, type ReactNode, type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Histogram, Hole, Tick } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { useWatch } from '../engine/use-watch.ts';
import { useDrawing } from '../state/drawn.ts';
import type { Range } from '../state/place-text.ts';
import { useSettings } from '../state/settings.ts';
import { useCanZoomOut, zoomOut } from '../state/zoom.ts';
import { IconButton } from '../ui/button.tsx';
import { Progress } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { axisTicks } from './axis.ts';
import { baseOf, rowBands, stackedBand } from './bands.ts';
import { timeScale } from './bars.ts';
import { BookmarkLane } from './bookmark-lane.tsx';
import { ComparisonLegend } from './comparison-legend.tsx';
import { type Domain, domainOf, incompleteFrom } from './domain.ts';
import { FigurePlot } from './figure-lane.tsx';
import { HoleLane } from './hole-lane.tsx';
import { holeRuns } from './hole-runs.ts';
import { KeptLane } from './kept-lane.tsx';
import { type Layers, layerKey, levelLayers, splitLayers, waitingLayers } from './layers.ts';
import { Legend } from './legend.tsx';
import { OptionsMenu } from './options-menu.tsx';
import { OverviewStrip } from './overview-strip.tsx';
import { CHAR_WIDTH, Plot } from './plot.tsx';
import { RowNames } from './row-names.tsx';
import { TimelineTip } from './timeline-tip.tsx';
import { TroubleLane } from './trouble-lane.tsx';
import type { Compared } from './use-comparison.ts';
import { useOverview } from './use-overview.ts';
import type { Split } from './use-split.ts';
import { useZoom, type Zoom } from './use-zoom.ts';

/** pixels of the line with the legend */
const HEAD_HEIGHT = 28;
/** of the lane of holes, between the bars and the axis */
const LANE_HEIGHT = 10;
const KEPT_LANES = ['isr', 'rebalances', 'undecodable'] as const;
/** pixels between two labels, at least */
const LABEL_GAP = 36;

/** What keys elsewhere do to the timeline. */
export type TimelineHandle = Pick<Zoom, 'scale' | 'pan'>;

/** width: of the bars, in pixels; the parent measures it, since it also decides how many buckets to ask for. */
export const Timeline = memo(function Timeline({
  histogram,
  split,
  compared,
  chooser,
  range,
  tick,
  now,
  holes,
  width,
  handle,
  tell,
}: {
  /** by level: how many there are, of which time */
  histogram: Histogram | undefined;
  /** undefined: the bars are stacked by level */
  split: Split | undefined;
  /** an earlier range, drawn behind; undefined: none */
  compared: Compared | undefined;
  /** of what they are stacked by */
  chooser: ReactNode;
  range: Range;
  tick: Tick | undefined;
  now: Micros;
  /** of the view's topics, of any time */
  holes: readonly Hole[];
  width: number;
  handle: Ref<TimelineHandle>;
  /** gets what a person should know */
  tell: (text: string) => void;
}) {
  const { timeline: text, coverage } = useText();
  const format = useFormat();
  const { zone, hiddenLanes: hidden } = useSettings();
  const { log, rows, figures } = useDrawing();
  const surface = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => domainOf(range, histogram, tick, now, zone), [range, histogram, tick, now, zone]);
  const zoom = useZoom(surface, shown);
  const { domain, scale: scaleBy, pan } = zoom;
  useImperativeHandle(handle, () => ({ scale: scaleBy, pan }), [scaleBy, pan]);
  const scale = useMemo(() => (domain ? timeScale(domain.from, domain.to, width) : undefined), [domain, width]);
  const field = split?.field ?? 'level';
  const drawn = useLayers(histogram, split);
  const behind = compared?.moved;
  const inRows = rows && drawn !== undefined && drawn.layers[0]?.kind !== 'waiting';
  const bands = useMemo(() => {
    if (!drawn || !scale) return [];
    return inRows ? rowBands(drawn, behind, scale, log) : [stackedBand(drawn, behind, scale, log)];
  }, [drawn, behind, scale, log, inRows]);
  const [pointed, point] = useState<string>();
  const lit = drawn?.layers.some((layer) => layerKey(layer) === pointed) ? pointed : undefined;
  const ticks = useMemo(
    () => (domain ? axisTicks(domain.from, domain.to, labelCount(domain, width), zone) : []),
    [domain, width, zone],
  );
  const runs = useMemo(() => (scale ? holeRuns(holes, scale) : []), [holes, scale]);
  // Whether or not a hole is seen: the timeline must not jump while it is panned.
  const lane = holes.length > 0 ? LANE_HEIGHT : 0;
  const edge = incompleteFrom(tick, now);
  const hatched = scale && edge !== undefined ? Math.max(0, scale.x(edge)) : width;
  const marks = useWatch('bookmarks.marks')?.marks;
  const [guide, setGuide] = useState<number>();
  const overview = useOverview(tick, width);
  const counting = drawn !== undefined && !drawn.final;

  return (
    <section className="timeline" aria-label={text.label}>
      <div className="timeline-head">
        {chooser}
        <OptionsMenu />
        {compared ? (
          <ComparisonLegend compared={compared} total={histogram?.final ? histogram.total : undefined} />
        ) : null}
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
        <Plot
          width={width}
          lane={lane}
          scale={scale}
          ticks={ticks}
          bands={bands}
          inRows={inRows}
          lit={lit}
          log={log}
          guide={guide}
          hatchedFrom={hatched}
          drag={zoom.drag}
          counting={counting}
        />
        {inRows ? <RowNames bands={bands} field={field} /> : null}
        {drawn && scale && zoom.pointer !== undefined ? (
          <TimelineTip
            drawn={drawn}
            field={field}
            scale={scale}
            x={zoom.pointer}
            drag={zoom.drag}
            compared={compared}
            incompleteFrom={edge}
          />
        ) : null}
      </div>
      {lane > 0 ? <HoleLane runs={runs} top={HEAD_HEIGHT + baseOf(bands) + 2} width={width} /> : null}
      {scale && marks && marks.length > 0 && !hidden.includes('bookmarks') ? (
        <BookmarkLane marks={marks} scale={scale} tell={tell} onPoint={setGuide} />
      ) : null}
      {scale ? figures.map((lane) => <FigurePlot key={lane} lane={lane} scale={scale} />) : null}
      {scale
        ? KEPT_LANES.map((one) =>
            hidden.includes(one) ? null : <KeptLane key={one} lane={one} scale={scale} onPoint={setGuide} />,
          )
        : null}
      {scale && !hidden.includes('partitions') ? <TroubleLane scale={scale} onPoint={setGuide} /> : null}
      {overview && domain && !hidden.includes('overview') ? (
        <OverviewStrip
          overview={overview}
          shown={domain}
          width={width}
          incompleteFrom={edge}
          onPreview={zoom.preview}
          onSettle={zoom.settle}
        />
      ) : null}
      <ZoomButtons isEmpty={!domain} onScale={scaleBy} />
      <div className="timeline-progress">
        {counting ? (
          <Progress share={drawn.toScan === 0 ? 1 : drawn.scanned / drawn.toScan} label={text.counting} />
        ) : null}
      </div>
    </section>
  );
});

/** Not drawn anew with every count. */
const ZoomButtons = memo(function ZoomButtons({ isEmpty, onScale }: { isEmpty: boolean; onScale: Zoom['scale'] }) {
  const { timeline: text } = useText();
  const canZoomOut = useCanZoomOut();
  return (
    <div className="timeline-buttons">
      {canZoomOut ? (
        <IconButton className="small" label={text.zoomBack} onPress={zoomOut}>
          <ZoomOut size={14} />
        </IconButton>
      ) : null}
      <IconButton className="small" label={text.zoomIn} isDisabled={isEmpty} onPress={() => onScale(0.5)}>
        <Plus size={14} />
      </IconButton>
      <IconButton className="small" label={text.zoomOut} isDisabled={isEmpty} onPress={() => onScale(2)}>
        <Minus size={14} />
      </IconButton>
    </div>
  );
});

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

/** Short times have long labels: 14:02:11.204312. */
function labelCount({ from, to }: Domain, width: number): number {
  const span = to - from;
  const chars = span < 10e3 ? 15 : span < 10e6 ? 12 : 8;
  return Math.max(1, Math.floor(width / (chars * CHAR_WIDTH + LABEL_GAP)));
}
