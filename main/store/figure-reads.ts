// What a plot takes from one sample, by figure. Pure.
import type { Figure, FigureSubject } from '../contract/figures.ts';
import { type BrokerFigures, columnOf, type Figures, type GroupFigures, type RosterKind } from './samples.ts';

/** Of one sample; index: of the worst among what is chosen, -1: of no single one. Value -1: not known. */
type Found = { value: number; index: number };
/** What becomes of several samples in a bucket. */
export type Join = 'most' | 'least' | 'last';
type Read = (columns: readonly Float64Array[], chosen: readonly number[]) => Found;
/** Of one partition. */
type Of = (columns: readonly Float64Array[], index: number) => number;
/** `grows`: the offset that grows, of a rate. */
export type FigureRead = { from: RosterKind; join: Join; read: Read } | { from: 'partition'; grows: Of };

const UNKNOWN: Found = { value: -1, index: -1 };
const at =
  (number: number, unit = 1): Of =>
  (columns, index) => {
    const figure = columns[number]?.[index] ?? -1;
    return figure < 0 ? -1 : figure / unit;
  };
const partition = (name: keyof Figures) => at(columnOf('partition', name));
const [end, start, lag] = [partition('end'), partition('start'), partition('lag')];
const [inSync, replicas] = [partition('inSync'), partition('replicas')];
/** The reader's next offset. */
const position: Of = (columns, index) => {
  const [ends, behind] = [end(columns, index), lag(columns, index)];
  return ends < 0 || behind < 0 ? -1 : ends - behind;
};
/** -1 also where retention has overtaken the reader. */
const margin: Of = (columns, index) => {
  const [next, begin] = [position(columns, index), start(columns, index)];
  return next < 0 || begin < 0 || next < begin ? -1 : next - begin;
};

function extreme(of: Of, isWorse: (a: number, b: number) => boolean): Read {
  return (columns, chosen) => {
    let found = UNKNOWN;
    for (const index of chosen) {
      const value = of(columns, index);
      if (value >= 0 && (found.value < 0 || isWorse(value, found.value))) found = { value, index };
    }
    return found;
  };
}
const most = (of: Of) => extreme(of, (a, b) => a > b);
const least = (of: Of) => extreme(of, (a, b) => a < b);
/** Of those that are known. */
const sum =
  (of: Of): Read =>
  (columns, chosen) => {
    let value = -1;
    for (const index of chosen) {
      const one = of(columns, index);
      if (one >= 0) value = Math.max(0, value) + one;
    }
    return { value, index: -1 };
  };
const count =
  (holds: (columns: readonly Float64Array[], index: number) => boolean): Read =>
  (columns, chosen) => ({ value: chosen.filter((index) => holds(columns, index)).length, index: -1 });

const ofPartitions: Partial<Record<Figure, FigureRead>> = {
  lag: { from: 'partition', join: 'most', read: most(partition('lagMost')) },
  'lag-sum': { from: 'partition', join: 'last', read: sum(lag) },
  'lag-seconds': { from: 'partition', join: 'most', read: most(at(columnOf('partition', 'lagMs'), 1000)) },
  rate: { from: 'partition', grows: end },
  consumed: { from: 'partition', grows: position },
  size: { from: 'partition', join: 'last', read: sum(partition('bytes')) },
  margin: { from: 'partition', join: 'least', read: least(margin) },
  'in-sync': { from: 'partition', join: 'least', read: least(inSync) },
  'out-of-sync': {
    ...{ from: 'partition', join: 'most' },
    read: count((columns, i) => inSync(columns, i) < replicas(columns, i)),
  },
  offline: { from: 'partition', join: 'most', read: count((columns, i) => inSync(columns, i) === 0) },
  start: { from: 'partition', join: 'last', read: most(start) },
  end: { from: 'partition', join: 'last', read: most(end) },
  position: { from: 'partition', join: 'last', read: most(position) },
};
const broker = (join: Join, name: keyof BrokerFigures, unit = 1): FigureRead => ({
  ...{ from: 'broker', join },
  read: sum(at(columnOf('broker', name), unit)),
});
const ofBrokers: Partial<Record<Figure, FigureRead>> = {
  alive: broker('least', 'alive'),
  'not-preferred': broker('most', 'misses'),
  latency: broker('most', 'latencyMicros', 1000),
  leaders: broker('last', 'leaders'),
  replicas: broker('last', 'replicas'),
  missing: broker('most', 'missing'),
  disk: broker('last', 'bytes'),
};
const group = (join: Join, name: keyof GroupFigures, unit = 1): FigureRead => ({
  ...{ from: 'group', join },
  read: sum(at(columnOf('group', name), unit)),
});
const ofGroups: Partial<Record<Figure, FigureRead>> = {
  lag: group('most', 'lag'),
  'lag-sum': group('most', 'lag'),
  'lag-seconds': group('most', 'lagMs', 1000),
  clear: group('most', 'clearMs', 1000),
  members: group('last', 'members'),
  committed: group('last', 'committed'),
};

export function readOf(of: FigureSubject['of'], figure: Figure): FigureRead | undefined {
  if (of === 'topics' || of === 'partition') return ofPartitions[figure];
  return of === 'group' || of === 'reader' ? ofGroups[figure] : ofBrokers[figure];
}
