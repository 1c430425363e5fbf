// A place as the text of a URL's hash, and back. Pure. Version 1: #/<screen>?q=&off=&t=&topic=&o=&k=&s=&d=&f=&r=&c=&a=&b=
import { Key, View } from '../../main/contract/records.ts';
import { CLOCKS, type Clock } from '../../main/contract/units.ts';
import { type Column, Columns } from './column.ts';
import { type Drawing, PLAIN, readDrawing, writeDrawing } from './drawing.ts';
import { readLanes } from './figure-lane.ts';

export const SCREENS = ['logs', 'partitions', 'consumers', 'alerts', 'exports'] as const;
export type Screen = (typeof SCREENS)[number];

/** Days and weeks of the clock that is chosen; they move with it. */
export const SPANS = ['today', 'yesterday', 'week', 'last-week'] as const;
export type Span = (typeof SPANS)[number];

/** seconds before now; absolute times in microseconds, either of them open; or everything */
export type Range =
  | { kind: 'all' }
  | { kind: 'last'; seconds: number }
  | { kind: 'calendar'; span: Span }
  | { kind: 'between'; from: number | null; to: number | null };

/** at: its place among all conditions, also those that are switched off */
export type Off = { at: number; text: string };
/** What is around the selected record: so many records, or so much time, before and after it. */
export type Around = {
  by: { records: number } | { seconds: number };
  /** the record's time */
  at: number;
  /** topic/partition: of that alone; null: of all */
  partition: string | null;
  /** the place, as text, where one was before */
  back: string;
};

export type PlaceKeys = {
  screen: Screen;
  filter: string;
  /** conditions that are switched off, ascending by place */
  off: Off[];
  range: Range;
  /** null: all */
  topics: string[] | null;
  order: 'asc' | 'desc';
  /** whose times order the records; the range is on the record's own, whatever orders */
  clock: Clock;
  /** the field that the timeline is split by; null: the level */
  split: string | null;
  /** how the timeline is drawn */
  drawing: Drawing;
  /** the record that is selected */
  record: Key | null;
  /** of the table; null: those of the settings */
  columns: Column[] | null;
  /** filter and range are those of a record's surroundings; null: they are not */
  around: Around | null;
};

const MOST_OFF = 50;
const LONGEST_FIELD = 500;

export const HOME: PlaceKeys = {
  screen: 'logs',
  filter: '',
  off: [],
  range: { kind: 'all' },
  topics: null,
  order: 'desc',
  clock: 'record',
  split: null,
  drawing: PLAIN,
  record: null,
  columns: null,
  around: null,
};

export function writePlace(keys: PlaceKeys): string {
  const query = new URLSearchParams();
  if (keys.filter !== '') query.set('q', keys.filter);
  for (const { at, text } of keys.off) query.append('off', `${at}.${text}`);
  if (keys.range.kind === 'last') query.set('t', `last:${keys.range.seconds}`);
  if (keys.range.kind === 'calendar') query.set('t', keys.range.span);
  if (keys.range.kind === 'between') query.set('t', `${keys.range.from ?? ''}..${keys.range.to ?? ''}`);
  for (const topic of keys.topics ?? []) query.append('topic', topic);
  if (keys.topics?.length === 0) query.append('topic', '');
  if (keys.order === 'asc') query.set('o', 'asc');
  if (keys.clock !== 'record') query.set('k', keys.clock);
  if (keys.split !== null) query.set('s', keys.split);
  const drawing = writeDrawing(keys.drawing);
  if (drawing !== '') query.set('d', drawing);
  for (const lane of keys.drawing.figures ?? []) query.append('f', lane);
  if (keys.drawing.figures?.length === 0) query.append('f', '');
  if (keys.record) query.set('r', `${keys.record.row}.${keys.record.time}`);
  for (const column of keys.columns ?? []) query.append('c', column);
  if (keys.columns?.length === 0) query.append('c', '');
  if (keys.around) {
    const { by, at, partition, back } = keys.around;
    const size = 'records' in by ? `records.${by.records}` : `seconds.${by.seconds}`;
    query.set('a', `${size}.${at}.${partition ?? ''}`);
    query.set('b', back);
  }
  const text = query.toString();
  return `#/${keys.screen}${text === '' ? '' : `?${text}`}`;
}

/** What does not fit falls back to HOME, part by part: a link that is half broken still opens. */
export function readPlace(hash: string): PlaceKeys {
  const [path = '', text = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const query = new URLSearchParams(text);
  const topics = query.getAll('topic').filter((name) => name !== '');
  const keys: PlaceKeys = {
    screen: SCREENS.find((name) => name === path) ?? HOME.screen,
    filter: query.get('q') ?? '',
    off: query.getAll('off').slice(0, MOST_OFF).flatMap(readOff),
    range: readRange(query.get('t') ?? ''),
    topics: query.has('topic') ? topics : null,
    order: query.get('o') === 'asc' ? 'asc' : 'desc',
    clock: CLOCKS.find((name) => name === query.get('k')) ?? HOME.clock,
    split: readSplit(query.get('s') ?? ''),
    drawing: { ...readDrawing(query.get('d') ?? ''), figures: query.has('f') ? readLanes(query.getAll('f')) : null },
    record: readRecord(query.get('r') ?? ''),
    columns: query.has('c') ? readColumns(query.getAll('c')) : null,
    around: readAround(query.get('a') ?? '', query.get('b') ?? ''),
  };
  const view = View.safeParse({ ...keys, ...(keys.range.kind === 'between' ? keys.range : {}) });
  return view.success ? keys : { ...HOME, screen: keys.screen };
}

function readOff(text: string): Off[] {
  const found = /^(\d{1,3})\.(.{1,10000})$/s.exec(text);
  return found?.[2] === undefined ? [] : [{ at: Number(found[1]), text: found[2] }];
}

/** What a link names that cannot be read: the names of its parts, or null where it is no link at all. */
export function unreadable(hash: string): LinkPart[] | null {
  const [path = '', text = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  if (path !== '' && !SCREENS.some((name) => name === path)) return null;
  const given = new URLSearchParams(text);
  const read = new URLSearchParams(writePlace(readPlace(hash)).split(/\?(.*)/s)[1] ?? '');
  const bad = LINK_PARTS.filter(({ key, plain }) => {
    const wanted = given.getAll(key).filter((value) => value !== plain);
    return wanted.length > 0 && JSON.stringify(wanted) !== JSON.stringify(read.getAll(key));
  });
  return [...new Set(bad.map(({ part }) => part))];
}

export type LinkPart =
  | 'filter'
  | 'range'
  | 'topics'
  | 'order'
  | 'clock'
  | 'split'
  | 'drawing'
  | 'record'
  | 'columns'
  | 'around';
/** plain: what may be written, and is left out when it is written by us */
const LINK_PARTS: readonly { key: string; part: LinkPart; plain?: string }[] = [
  { key: 'q', part: 'filter', plain: '' },
  { key: 't', part: 'range' },
  { key: 'topic', part: 'topics', plain: '' },
  { key: 'o', part: 'order', plain: 'desc' },
  { key: 'k', part: 'clock', plain: 'record' },
  { key: 's', part: 'split', plain: 'level' },
  { key: 'd', part: 'drawing', plain: '' },
  { key: 'f', part: 'drawing', plain: '' },
  { key: 'r', part: 'record' },
  { key: 'c', part: 'columns', plain: '' },
  { key: 'a', part: 'around' },
];

function readColumns(given: string[]): Column[] | null {
  const columns = Columns.safeParse(given.filter((name) => name !== ''));
  return columns.success ? [...new Set(columns.data)] : null;
}

function readAround(text: string, back: string): Around | null {
  const [, kind, size, at, partition] = /^(records|seconds)\.(\d{1,6})\.(-?\d{1,16})\.(.{0,300})$/.exec(text) ?? [];
  if (kind === undefined || Number(size) === 0 || !back.startsWith('#/logs')) return null;
  return {
    by: kind === 'records' ? { records: Number(size) } : { seconds: Number(size) },
    at: Number(at),
    partition: partition === undefined || partition === '' ? null : partition,
    back,
  };
}

function readSplit(text: string): string | null {
  return text === '' || text === 'level' || text.length > LONGEST_FIELD ? null : text;
}

function readRecord(text: string): Key | null {
  const [row, time] = text.split('.').map(Number);
  const key = Key.safeParse({ row, time });
  return text !== '' && key.success ? key.data : null;
}

function readRange(text: string): Range {
  const last = /^last:(\d{1,9})$/.exec(text);
  if (last && Number(last[1]) > 0) return { kind: 'last', seconds: Number(last[1]) };
  const span = SPANS.find((name) => name === text);
  if (span) return { kind: 'calendar', span };
  const between = /^(-?\d{1,18})?\.\.(-?\d{1,18})?$/.exec(text);
  if (!between) return HOME.range;
  const [from, to] = [between[1], between[2]].map((part) => (part === undefined ? null : Number(part)));
  if (from === undefined || to === undefined || (from === null && to === null)) return HOME.range;
  return from !== null && to !== null && from >= to ? HOME.range : { kind: 'between', from, to };
}
