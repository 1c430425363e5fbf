// The whole cache under the timeline, and the part of it that is shown as a window that is dragged or moved by keys.
import { type PointerEvent, useCallback, useMemo, useState } from 'react';
import { LEVELS } from '../../main/contract/units.ts';
import { useSettings } from '../state/settings.ts';
import { useFormat, useText } from '../ui/text.ts';
import { useEscape } from '../ui/use-escape.ts';
import { axisTicks } from './axis.ts';
import { type Bars, barPaths, highest, timeScale } from './bars.ts';
import type { Domain } from './domain.ts';
import type { Overview } from './use-overview.ts';
import { type Ends, moveWindow, openEnds, type Part, within } from './window.ts';

const HEIGHT = 26;
const ERROR = LEVELS.indexOf('error');
/** pixels between two times */
const LABEL_EVERY = 150;
/** pixels that a window has at least where its ends are dragged */
const LEAST = 4;
/** of a key, from one end of the whole to the other */
const STEPS = 200;

export function OverviewStrip({
  overview: { histogram, extent },
  shown,
  width,
  incompleteFrom,
  onPreview,
  onSettle,
}: {
  overview: Overview;
  /** the time that the timeline shows */
  shown: Domain;
  /** pixels */
  width: number;
  incompleteFrom: number | undefined;
  /** While it is dragged; undefined: it is not, after all. */
  onPreview: (window: Domain | undefined) => void;
  onSettle: (window: Domain, ends: Ends) => void;
}) {
  const text = useText().timeline.overview;
  const format = useFormat();
  const { zone } = useSettings();
  const [drag, setDrag] = useState<{ part: Part; x: number; window: Domain; start: Domain }>();
  const scale = useMemo(() => timeScale(extent.from, extent.to, width), [extent, width]);
  const paths = useMemo(() => {
    const bars: Bars = { ...histogram, counts: goodAndBad(histogram.counts) };
    return barPaths(bars, scale, HEIGHT - 1, highest(bars, scale), Number.POSITIVE_INFINITY);
  }, [histogram, scale]);
  const ticks = useMemo(
    () => axisTicks(extent.from, extent.to, Math.max(1, Math.floor(width / LABEL_EVERY)), zone),
    [extent, width, zone],
  );
  const window = within(shown, extent);
  const span = extent.to - extent.from;
  const perPixel = span / Math.max(1, width);
  const left = scale.x(window.from);
  const right = Math.max(left + 1, scale.x(window.to));
  const hatched = incompleteFrom === undefined ? width : Math.min(width, Math.max(0, scale.x(incompleteFrom)));

  const stop = useCallback(() => {
    setDrag(undefined);
    onPreview(undefined);
  }, [onPreview]);
  useEscape(drag !== undefined, stop);

  const settle = (next: Domain) => onSettle(next, openEnds(next, extent, perPixel));
  const place = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const movedTo = (x: number) =>
    drag && moveWindow(drag.window, extent, drag.part, (x - drag.x) * perPixel, LEAST * perPixel);
  const on = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const x = place(event);
      const part = partOf(event.target);
      if (part) return setDrag({ part, x, window, start: window });
      // Beside the window: its middle comes to where the pointer is, and goes on with it.
      const there = moveWindow(window, extent, 'both', scale.time(x) - (window.from + window.to) / 2, 0);
      setDrag({ part: 'both', x, window: there, start: window });
      onPreview(there);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (drag) onPreview(movedTo(place(event)));
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const next = movedTo(place(event));
      stop();
      if (drag && next && (next.from !== drag.start.from || next.to !== drag.start.to)) settle(next);
    },
    onPointerCancel: stop,
    onDoubleClick: () => onSettle(extent, { from: null, to: null }),
  };
  const handle = (part: 'from' | 'to') => (
    <>
      <input
        type="range"
        className="strip-slider"
        min={0}
        max={STEPS}
        value={Math.round(((window[part] - extent.from) / span) * STEPS)}
        aria-label={part === 'from' ? text.from : text.to}
        aria-valuetext={format.time(window[part], 'full', 0)}
        onChange={(event) => {
          const at = extent.from + (Number(event.target.value) / STEPS) * span;
          settle(moveWindow(window, extent, part, at - window[part], Math.max(2, LEAST * perPixel)));
        }}
      />
      <div className={`strip-handle ${part}`} data-part={part} style={{ left: part === 'from' ? left : right }} />
    </>
  );

  return (
    <fieldset className="strip" aria-label={text.label} {...on}>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        <path d={paths[0] ?? ''} className="strip-bars" />
        <path d={paths[1] ?? ''} className="bar-error" />
        {hatched < width ? <rect x={hatched} y="0" width={width - hatched} height={HEIGHT} fill="url(#hatch)" /> : null}
        {ticks.map(({ at, label }) => (
          <text key={at} className="strip-tick" x={Math.min(width - 40, scale.x(at) + 4)} y="10">
            {label}
          </text>
        ))}
      </svg>
      <div className="strip-veil" style={{ left: 0, width: left }} />
      <div className="strip-veil" style={{ left: right, right: 0 }} />
      <div className="strip-window" data-part="both" title={text.hint} style={{ left, width: right - left }} />
      {handle('from')}
      {handle('to')}
    </fieldset>
  );
}

function partOf(target: EventTarget): Part | undefined {
  const part = target instanceof HTMLElement ? target.dataset.part : undefined;
  return part === 'from' || part === 'to' || part === 'both' ? part : undefined;
}

/** All levels as two: errors, and what is not as bad. */
function goodAndBad(counts: readonly (readonly number[])[]): number[][] {
  const sum = (levels: readonly (readonly number[])[]) =>
    (counts[0] ?? []).map((_, bucket) => levels.reduce((all, level) => all + (level[bucket] ?? 0), 0));
  return [sum(counts.slice(0, ERROR)), sum(counts.slice(ERROR))];
}
