// The bars as bands of the plot: all layers stacked in one, or a low one for each layer. Pure.
import type { Histogram } from '../../main/contract/records.ts';
import { BAD_LEVELS, type Bars, barPaths, highest, type Scale } from './bars.ts';
import { outline } from './comparison.ts';
import { type Layer, type Layers, levelLayers, listed } from './layers.ts';

/** top, height: pixels; most: the count of its highest bar; line: the tops of the bars of an earlier time, '' where there are none */
export type Band = {
  top: number;
  height: number;
  most: number;
  shapes: { layer: Layer; path: string }[];
  line: string;
};

/** pixels of the highest bar of a stack, and above it for the label of its count */
const STACK_HEIGHT = 84;
const STACK_TOP = 12;
/** pixels from one row to the next, at least: few rows share the height of a stack; and above the highest bar of a row */
const ROW_STEP = 21;
const ROW_TOP = 4;

/** behind: bars of another time, which have room on the same scale. */
export function stackedBand(drawn: Layers, behind: Bars | undefined, scale: Scale, log: boolean): Band {
  const { layers, start, width, edges } = drawn;
  const bars = { start, width, edges, counts: layers.map(({ counts }) => counts) };
  const most = Math.max(highest(bars, scale), behind ? highest(behind, scale) : 0);
  const neverThin = layers[0]?.kind === 'level' ? BAD_LEVELS : Number.POSITIVE_INFINITY;
  const paths = barPaths(bars, scale, STACK_HEIGHT, most, neverThin, log);
  const shapes = layers.map((layer, i) => ({ layer, path: paths[i] ?? '' }));
  const line = behind ? outline(behind, scale, STACK_HEIGHT, most, log) : '';
  return { top: STACK_TOP, height: STACK_HEIGHT, most, shapes, line };
}

/** In the order of the legend; each on a scale of its own, so that a quiet value is seen beside a busy one. */
export function rowBands(
  { layers, start, width, edges }: Layers,
  behind: Histogram | undefined,
  scale: Scale,
  log: boolean,
): Band[] {
  const rows = listed(layers);
  const step = Math.max(ROW_STEP, Math.floor((STACK_TOP + STACK_HEIGHT) / Math.max(1, rows.length)));
  const height = step - ROW_TOP;
  return rows.map((layer, i) => {
    const bars = { start, width, edges, counts: [layer.counts] };
    const earlier = behind && countsOf(behind, layer);
    const shadow = behind && earlier && { ...behind, counts: [earlier] };
    const most = Math.max(highest(bars, scale), shadow ? highest(shadow, scale) : 0);
    const line = shadow ? outline(shadow, scale, height, most, log) : '';
    const [path = ''] = barPaths(bars, scale, height, most, Number.POSITIVE_INFINITY, log);
    return { top: i * step + ROW_TOP, height, most, shapes: [{ layer, path }], line };
  });
}

/** undefined: not counted by itself. The other values of another time are other ones. */
function countsOf(histogram: Histogram, { kind, value }: Layer): readonly number[] | undefined {
  const all = kind === 'level' ? levelLayers(histogram).layers : kind === 'other' ? [] : histogram.series;
  return all?.find((one) => one.kind === kind && one.value === value)?.counts;
}

/** Where the lowest band ends. */
export function baseOf(bands: readonly Band[]): number {
  const last = bands.at(-1);
  return last ? last.top + last.height : STACK_TOP + STACK_HEIGHT;
}
