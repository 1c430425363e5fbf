// A figure that is plotted, in words: its name, what it is of, and its values with their unit.
import type { Figure, FigureSubject } from '../../main/contract/figures.ts';
import type { FigureLane } from '../state/figure-lane.ts';
import type { Format } from './format.ts';
import type { Text } from './messages/en.ts';
import { nameOf } from './partition-words.ts';

type Unit = keyof Text['figures']['unit'] | 'seconds' | 'bytes' | 'ms';
const UNITS: Record<Figure, Unit> = {
  lag: 'records',
  'lag-sum': 'records',
  'lag-seconds': 'seconds',
  rate: 'perSecond',
  consumed: 'perSecond',
  size: 'bytes',
  margin: 'records',
  'in-sync': 'replicas',
  'out-of-sync': 'partitions',
  offline: 'partitions',
  start: 'offset',
  end: 'offset',
  position: 'offset',
  brokers: 'brokers',
  'not-preferred': 'partitions',
  alive: 'alive',
  latency: 'ms',
  leaders: 'partitions',
  replicas: 'replicas',
  missing: 'replicas',
  disk: 'bytes',
  members: 'members',
  clear: 'seconds',
  committed: 'offset',
};
/** How its height tells its value: offsets between the least and the greatest, what may be very much by its square root. */
export type Shape = 'linear' | 'root' | 'span';
export function shapeOf(figure: Figure): Shape {
  const unit = UNITS[figure];
  if (unit === 'offset') return 'span';
  return unit === 'records' || unit === 'seconds' ? 'root' : 'linear';
}

/** It holds or does not: it has no greatest value. */
export function isState(figure: Figure): boolean {
  return UNITS[figure] === 'alive';
}

export function valueText(figure: Figure, value: number, { figures }: Text, format: Format): string {
  const unit = UNITS[figure];
  if (unit === 'seconds') return format.duration(value * 1000);
  if (unit === 'bytes') return format.bytes(value);
  if (unit === 'ms') return value < 100 ? `${format.rate(value)} ms` : format.duration(value);
  if (unit === 'alive' || unit === 'down') return value > 0 ? figures.unit.alive : figures.unit.down;
  return figures.unit[unit](unit === 'perSecond' ? format.rate(value) : format.number(value));
}

/** '' for what is shown */
export function subjectText(of: FigureSubject | null, { figures }: Text): string {
  if (of === null || of.of === 'cluster') return '';
  if (of.of === 'topics') return (of.topics ?? []).join(', ');
  if (of.of === 'broker') return figures.subject.broker(String(of.broker));
  if (of.of === 'group') return figures.subject.group(of.group);
  return of.of === 'reader' ? figures.subject.reader(nameOf(of), of.group) : nameOf(of);
}

export function laneText({ figure, of }: FigureLane, text: Text): string {
  const subject = subjectText(of, text);
  return subject === '' ? text.figures.names[figure] : `${subject}: ${text.figures.names[figure]}`;
}
