// What the bars are stacked of: levels, or the series of a split. Pure.
import type { Histogram } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';

export type Layer = {
  kind: 'level' | 'value' | 'other' | 'missing' | 'waiting';
  /** of a level or a value */
  value: string;
  /** the class that colours it: bar-error, bar-3, bar-other */
  className: string;
  counts: readonly number[];
  total: number;
};

/** Another text for each of a stack. */
export function layerKey({ kind, value }: Layer): string {
  return `${kind} ${value}`;
}

/** From the bottom to the top. What is not `final` is drawn as such. */
export type Layers = Pick<Histogram, 'start' | 'width' | 'edges' | 'final' | 'scanned' | 'toScan'> & {
  layers: Layer[];
};

/** Colours for values; one more than values have series of their own, so that there is always a free one. */
export const COLOURS = 10;

/** Those that have records, as a person reads them: levels with the worst first, values with the most frequent first. */
export function listed(layers: readonly Layer[]): Layer[] {
  const present = layers.filter(({ total }) => total > 0);
  return layers[0]?.kind === 'level' ? present.toReversed() : present;
}

export function levelLayers(histogram: Histogram): Layers {
  const layers = LEVELS.map((level, index): Layer => {
    const counts = histogram.counts[index] ?? [];
    return { kind: 'level', value: level, className: `bar-${level}`, counts, total: sum(counts) };
  });
  return { ...timesOf(histogram), layers };
}

/** The most frequent value at the bottom; `colours` has what each value was given before, and keeps it. */
export function splitLayers(histogram: Histogram, colours: Map<string, number>): Layers {
  const series = histogram.series ?? [];
  giveColours(
    series.filter(({ kind }) => kind === 'value').map(({ value }) => value),
    colours,
  );
  const layers = series.map(({ kind, value, counts, total }): Layer => {
    const className = kind === 'value' ? `bar-${colours.get(value) ?? 0}` : `bar-${kind}`;
    return { kind, value, className, counts, total };
  });
  return { ...timesOf(histogram), layers };
}

/** All records alike, as long as nothing is known of their values. */
export function waitingLayers(histogram: Histogram): Layers {
  const counts = (histogram.counts[0] ?? []).map((_, bucket) => sum(histogram.counts.map((of) => of[bucket] ?? 0)));
  const all: Layer = { kind: 'waiting', value: '', className: 'bar-waiting', counts, total: histogram.total };
  return { ...timesOf(histogram), final: false, layers: [all] };
}

/** More values than this are not remembered. */
const MOST_REMEMBERED = 1000;

/**
 * A value keeps its colour while others come and go, and mostly gets the same one after a reload: that of its text, else the
 * next that no other value shown has.
 */
export function giveColours(shown: readonly string[], known: Map<string, number>): void {
  const taken = new Set<number>();
  const without: string[] = [];
  for (const value of shown) {
    const colour = known.get(value);
    if (colour === undefined || taken.has(colour)) without.push(value);
    else taken.add(colour);
  }
  // By name: the same values get the same colours, in whichever order they came.
  for (const value of without.toSorted()) {
    let colour = hash(value) % COLOURS;
    for (let tried = 0; taken.has(colour) && tried < COLOURS; tried++) colour = (colour + 1) % COLOURS;
    taken.add(colour);
    known.set(value, colour);
  }
  for (const value of known.keys()) {
    if (known.size <= MOST_REMEMBERED) break;
    if (!shown.includes(value)) known.delete(value);
  }
}

function hash(text: string): number {
  let n = 7;
  for (const char of text) n = (n * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return n;
}

function timesOf({ start, width, edges, final, scanned, toScan }: Histogram): Omit<Layers, 'layers'> {
  return { start, width, ...(edges && { edges }), final, scanned, toScan };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, n) => all + n, 0);
}
