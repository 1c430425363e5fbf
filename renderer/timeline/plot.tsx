import { useFormat, useText } from '../ui/text.ts';
import type { Tick } from './axis.ts';
import type { Scale } from './bars.ts';
import { countTicks } from './heights.ts';
import { type Layer, layerKey } from './layers.ts';

/** pixels of the highest bar, and above it for the label of its count */
export const BAR_HEIGHT = 84;
const HEADROOM = 12;
const BASE = HEADROOM + BAR_HEIGHT;
const AXIS_HEIGHT = 20;
/** pixels of a character of the axis, at most */
export const CHAR_WIDTH = 6.4;
/** pixels between two labels of counts */
const COUNTS_APART = 13;

/** The bars with their axes, and what is hatched and selected of them. */
export function Plot({
  width,
  lane,
  scale,
  ticks,
  layers,
  paths,
  lit,
  line,
  most,
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
  layers: readonly Layer[];
  /** one a layer */
  paths: readonly string[];
  /** the layer that is pointed at */
  lit: Layer | undefined;
  /** the tops of the bars of an earlier time, as a path; '': there are none */
  line: string;
  /** the count of the highest bar */
  most: number;
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
  const counts = countTicks(most, log, COUNTS_APART / BAR_HEIGHT);
  const y = (share: number) => Math.round(BASE - share * BAR_HEIGHT);
  return (
    <svg width={width} height={BASE + lane + AXIS_HEIGHT} className={counting ? 'counting' : ''} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" className="hatch-line" />
        </pattern>
      </defs>
      {ticks.map(({ at }) => (
        <line key={at} className="grid" x1={px(scale?.x(at))} x2={px(scale?.x(at))} y1="0" y2={BASE} />
      ))}
      {log
        ? counts.map(({ count, share }) => (
            <line key={count} className="grid" x1="0" x2={width} y1={y(share) + 0.5} y2={y(share) + 0.5} />
          ))
        : null}
      <g transform={`translate(0 ${HEADROOM})`}>
        {layers.map((layer, i) => (
          <path
            key={layerKey(layer)}
            d={paths[i] ?? ''}
            className={`${layer.className} ${lit === undefined || lit === layer ? '' : 'not-pointed'}`}
          />
        ))}
        {line === '' ? null : <path d={line} className="outline" />}
      </g>
      {hatchedFrom < width ? (
        <>
          <rect x={hatchedFrom} y="0" width={width - hatchedFrom} height={BASE} fill="url(#hatch)" />
          {hatchedFrom > 0 ? (
            <line className="frontier" x1={px(hatchedFrom)} x2={px(hatchedFrom)} y1="0" y2={BASE} />
          ) : null}
        </>
      ) : null}
      <line className="base" x1="0" x2={width} y1={BASE + 0.5} y2={BASE + 0.5} />
      {counts.map(({ count, share }) => (
        <text key={count} className="count-tick" x="0" y={y(share) - 3}>
          {format.short(count)}
          {log && share === 1 ? ` ${text.log}` : ''}
        </text>
      ))}
      {ticks.map(({ at, label }) => (
        <text key={at} className="tick" x={clampLabel(scale?.x(at) ?? 0, label, width)} y={BASE + lane + 14}>
          {label}
        </text>
      ))}
      {guide === undefined ? null : <line className="guide" x1={px(guide)} x2={px(guide)} y1="0" y2={BASE + lane} />}
      {drag ? (
        <rect
          className="drag"
          x={Math.min(drag.from, drag.to)}
          width={Math.abs(drag.to - drag.from)}
          y="0"
          height={BASE}
        />
      ) : null}
    </svg>
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
