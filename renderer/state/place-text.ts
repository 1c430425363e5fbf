// A place as the text of a URL's hash, and back. Pure. Version 1: #/<screen>?q=&off=&t=&topic=&o=&r=
import { Key, View } from '../../main/contract/records.ts';

export const SCREENS = ['logs', 'partitions', 'consumers', 'exports'] as const;
export type Screen = (typeof SCREENS)[number];

/** seconds before now; absolute times in microseconds, either of them open; or everything */
export type Range =
  | { kind: 'all' }
  | { kind: 'last'; seconds: number }
  | { kind: 'between'; from: number | null; to: number | null };

/** at: its place among all conditions, also those that are switched off */
export type Off = { at: number; text: string };

export type PlaceKeys = {
  screen: Screen;
  filter: string;
  /** conditions that are switched off, ascending by place */
  off: Off[];
  range: Range;
  /** null: all */
  topics: string[] | null;
  order: 'asc' | 'desc';
  /** the record that is selected */
  record: Key | null;
};

const MOST_OFF = 50;

export const HOME: PlaceKeys = {
  screen: 'logs',
  filter: '',
  off: [],
  range: { kind: 'all' },
  topics: null,
  order: 'desc',
  record: null,
};

export function writePlace(keys: PlaceKeys): string {
  const query = new URLSearchParams();
  if (keys.filter !== '') query.set('q', keys.filter);
  for (const { at, text } of keys.off) query.append('off', `${at}.${text}`);
  if (keys.range.kind === 'last') query.set('t', `last:${keys.range.seconds}`);
  if (keys.range.kind === 'between') query.set('t', `${keys.range.from ?? ''}..${keys.range.to ?? ''}`);
  for (const topic of keys.topics ?? []) query.append('topic', topic);
  if (keys.topics?.length === 0) query.append('topic', '');
  if (keys.order === 'asc') query.set('o', 'asc');
  if (keys.record) query.set('r', `${keys.record.row}.${keys.record.time}`);
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
    record: readRecord(query.get('r') ?? ''),
  };
  const view = View.safeParse({ ...keys, ...(keys.range.kind === 'between' ? keys.range : {}) });
  return view.success ? keys : { ...HOME, screen: keys.screen };
}

function readOff(text: string): Off[] {
  const found = /^(\d{1,3})\.(.{1,10000})$/s.exec(text);
  return found?.[2] === undefined ? [] : [{ at: Number(found[1]), text: found[2] }];
}

function readRecord(text: string): Key | null {
  const [row, time] = text.split('.').map(Number);
  const key = Key.safeParse({ row, time });
  return text !== '' && key.success ? key.data : null;
}

function readRange(text: string): Range {
  const last = /^last:(\d{1,9})$/.exec(text);
  if (last && Number(last[1]) > 0) return { kind: 'last', seconds: Number(last[1]) };
  const between = /^(-?\d{1,18})?\.\.(-?\d{1,18})?$/.exec(text);
  if (!between) return HOME.range;
  const [from, to] = [between[1], between[2]].map((part) => (part === undefined ? null : Number(part)));
  if (from === undefined || to === undefined || (from === null && to === null)) return HOME.range;
  return from !== null && to !== null && from >= to ? HOME.range : { kind: 'between', from, to };
}
