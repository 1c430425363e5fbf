import { memo } from 'react';
import { useFormat, useText } from '../ui/text.ts';
import type { Tick } from './axis.ts';
import { type Band, baseOf } from './bands.ts';
import type { Scale } from './bars.ts';
import { countTicks } from './heights.ts';
import { layerKey } from './layers.ts';

const AXIS_HEIGHT = 20;
/** pixels of a character of the axis, at most */
export const CHAR_WIDTH = 6.4;
/** pixels between two labels of counts */
const COUNTS_APART = 13;

/** The bars with their axes, and what is hatched and selected of them. */
export const Plot = memo(function Plot({
  width,
  lane,
  scale,
  ticks,
  bands,
  inRows,
  lit,
  log,
  guide,
  hatchedFrom,
  drag,
  counting,
}: {
  width: number;
  /** pixels between the bars and the axis */
  lane: number;
  scale: Scale | undefined;
  ticks: readonly Tick[];
  bands: readonly Band[];
  /** they are rows, each on a scale of its own */
  inRows: boolean;
  /** the key of the layer that is pointed at */
  lit: string | undefined;
  log: boolean;
  /** a line through all of it, in pixels */
  guide: number | undefined;
  /** from this pixel on it is not complete */
  hatchedFrom: number;
  /** pixels that are being selected */
  drag: { from: number; to: number } | undefined;
  counting: boolean;
}) {
  const format = useFormat();
  const text = useText().timeline;
  const base = baseOf(bands);
  const stack = inRows ? undefined : bands[0];
  const counts = stack ? countTicks(stack.most, log, COUNTS_APART / stack.height) : [];
  const y = (share: number) => Math.round(base - share * (stack?.height ?? 0));
  return (
    <svg width={width} height={base + lane + AXIS_HEIGHT} className={counting ? 'counting' : ''} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" className="hatch-line" />
        </pattern>
      </defs>
      {ticks.map(({ at }) => (
        <line key={at} className="grid" x1={px(scale?.x(at))} x2={px(scale?.x(at))} y1="0" y2={base} />
      ))}
      {log
        ? counts.map(({ count, share }) => (
            <line key={count} className="grid" x1="0" x2={width} y1={y(share) + 0.5} y2={y(share) + 0.5} />
          ))
        : null}
      {bands.map(({ top, height, shapes, line }) => (
        <g key={top} transform={`translate(0 ${top})`}>
          {shapes.map(({ layer, path }) => (
            <path
              key={layerKey(layer)}
              d={path}
              className={`${layer.className} ${lit === undefined || layerKey(layer) === lit ? '' : 'not-pointed'}`}
            />
          ))}
          {line === '' ? null : <path d={line} className="outline" />}
          {inRows ? <line className="row-base" x1="0" x2={width} y1={height + 0.5} y2={height + 0.5} /> : null}
        </g>
      ))}
      {hatchedFrom < width ? (
        <>
          <rect x={hatchedFrom} y="0" width={width - hatchedFrom} height={base} fill="url(#hatch)" />
          {hatchedFrom > 0 ? (
            <line className="frontier" x1={px(hatchedFrom)} x2={px(hatchedFrom)} y1="0" y2={base} />
          ) : null}
        </>
      ) : null}
      <line className="base" x1="0" x2={width} y1={base + 0.5} y2={base + 0.5} />
      {counts.map(({ count, share }) => (
        <text key={count} className="count-tick" x="0" y={y(share) - 3}>
          {format.short(count)}
          {log && share === 1 ? ` ${text.log}` : ''}
        </text>
      ))}
      {ticks.map(({ at, label }) => (
        <text key={at} className="tick" x={clampLabel(scale?.x(at) ?? 0, label, width)} y={base + lane + 14}>
          {label}
        </text>
      ))}
      {guide === undefined ? null : <line className="guide" x1={px(guide)} x2={px(guide)} y1="0" y2={base + lane} />}
      {drag ? (
        <rect
          className="drag"
          x={Math.min(drag.from, drag.to)}
          width={Math.abs(drag.to - drag.from)}
          y="0"
          height={base}
        />
      ) : null}
    </svg>
  );
});

/** The middle of a pixel, so that a line of one pixel is sharp. */
function px(x: number | undefined): number {
  return Math.round(x ?? 0) + 0.5;
}

/** Labels at the edges stay whole. */
function clampLabel(x: number, label: string, width: number): number {
  const half = (label.length * CHAR_WIDTH) / 2;
  return Math.min(width - half, Math.max(half, x));
}
