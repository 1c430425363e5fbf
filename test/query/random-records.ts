// Records as a person would model them, made by chance from few words, so that filters over the same words match some of them.
import { Flag } from '../../main/base/batch.ts';
import type { Random } from './random.ts';

/** JSON as written: a number keeps its text. */
export type Json = { number: string } | string | boolean | null | Json[] | { object: [key: string, value: Json][] };

export type ModelRecord = {
  topic: string;
  partition: number;
  offset: number;
  ts: number;
  brokerTs: number;
  arrival: number;
  level: number;
  flags: number;
  key: string | Buffer | null;
  headers: [name: string, value: string | null, isBase64: boolean][];
  value: string | Buffer | null;
  /** the decoded text, where the value has escapes */
  text: string | null;
  error: string | null;
  json: Json | undefined;
};

export const WORDS = [
  'auth',
  'AUTH',
  'web-1',
  'web-22',
  'Billing',
  'connection reset',
  '50%',
  'a_b',
  '오류',
  'ошибка',
  'Straße',
  '10.1.2.3',
  '::ffff:10.200.0.9',
  '192.168.0.7',
  '2001:db8::1',
];
export const NUMBERS = [
  ...['500', '404', '5e2', '500.0', '0', '-5', '12.5', '9007199254740993', '1', '1e3'],
  ...['5E+2', '50e1', '0.5e3', '500.00', '-0', '0.1', '1E-1', '499.99999999999999999', '-9007199254740993', '5000'],
];
export const TIMES = ['2026-07-01T10:15:00Z', '2026-07-01T10:15:30.250Z', '2026-07-02', '2025-12-31T23:59:59+09:00'];
export const FIELDS = [
  'service',
  'message',
  'status',
  'user',
  'http.status',
  'log.level',
  'tags',
  'items.sku',
  'at',
  'active',
  'a.b.c',
  'Ключ',
];
export const TOPICS = ['app.logs', 'app.audit', 'web'];
export const BASE_TIME = Date.UTC(2026, 6, 1, 10) * 1000;

export function randomRecord(random: Random, offset: number): ModelRecord {
  const kind = random.next();
  const json = kind < 0.7 ? randomObject(random) : undefined;
  const raw = json ? write(json, random) : undefined;
  const value = raw ?? (kind < 0.85 ? randomText(random) : kind < 0.92 ? randomBytes(random) : kind < 0.96 ? null : '');
  const escaped = raw?.includes('\\') ?? false;
  const key = random.next();
  const error = random.chance(0.05) ? 'snappy: corrupt input' : null;
  return {
    topic: random.pick(TOPICS),
    partition: random.below(3),
    offset,
    // Few different times: many records share one.
    ts: BASE_TIME + random.below(40) * 500_000 + (random.chance(0.3) ? random.below(1_000_000) : 0),
    brokerTs: random.chance(0.1) ? -1 : BASE_TIME + random.below(60) * 1_000_000,
    arrival: BASE_TIME + 3_600_000_000 + offset,
    level: random.below(8),
    flags:
      (json ? Flag.json : 0) |
      (escaped ? Flag.escaped : 0) |
      (value === null ? Flag.valueNull : 0) |
      (value instanceof Buffer ? Flag.valueBinary : 0) |
      (error === null ? 0 : Flag.error),
    key: key < 0.3 ? null : key < 0.4 ? randomBytes(random) : random.pick([...WORDS, '42']),
    headers: random.chance(0.4)
      ? [
          ['trace', random.pick(WORDS), false],
          ['span', random.chance(0.3) ? null : random.chance(0.3) ? '/////w==' : '77', random.chance(0)],
        ]
      : [],
    value,
    text: raw !== undefined && escaped ? decoded(raw) : null,
    error,
    json,
  };
}

/** What main/parse writes as the text of a value with escapes, for those escapes that `write` makes. */
function decoded(raw: string): string {
  return raw
    .replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\n/g, '\n')
    .replace(/\\(["\\/])/g, '$1');
}

function randomObject(random: Random): Json {
  const object = new Map<string, Json>();
  for (let n = random.below(6); n >= 0; n--) {
    const field = random.pick(FIELDS);
    if (!field.includes('.') || random.chance(0.3)) object.set(field, randomValue(random));
    else if (field === 'items.sku')
      object.set(
        'items',
        random.chance(0.5) ? [{ object: [['sku', scalar(random)]] }, { object: [] }] : scalar(random),
      );
    else if (field === 'a.b.c')
      object.set(
        ...random.pick<[string, Json]>([
          ['a', { object: [['b', { object: [['c', scalar(random)]] }]] }],
          ['a.b', { object: [['c', scalar(random)]] }],
          ['a', { object: [['b.c', scalar(random)]] }],
          ['a', [{ object: [['b', { object: [['c', scalar(random)]] }]] }]],
        ]),
      );
    else {
      const [outer = '', inner = ''] = field.split('.');
      object.set(outer, { object: [[inner, randomValue(random)]] });
    }
  }
  // Other names for what is shown as the service and the message.
  for (const name of ['app', 'service_name', 'Service', 'msg'])
    if (random.chance(0.15))
      object.set(name, random.pick<Json>([...WORDS, { number: '5e2' }, { number: '404' }, true, '', null]));
  return { object: [...object] };
}

function randomValue(random: Random): Json {
  const kind = random.next();
  if (kind < 0.1) return [scalar(random), scalar(random)];
  if (kind < 0.15) return [];
  if (kind < 0.2) return { object: [['x', scalar(random)]] };
  return scalar(random);
}

function scalar(random: Random): Json {
  const kind = random.next();
  if (kind < 0.4) return random.pick(WORDS);
  if (kind < 0.75) return { number: random.pick(NUMBERS) };
  if (kind < 0.82) return random.pick(NUMBERS);
  if (kind < 0.88) return random.pick(TIMES);
  return random.pick([true, false, null, '']);
}

export function isNumber(json: Json): json is { number: string } {
  return typeof json === 'object' && json !== null && 'number' in json;
}

/** As JSON text; sometimes with escapes that are not needed, and with spaces. */
function write(json: Json, random: Random): string {
  if (Array.isArray(json)) return `[${json.map((one) => write(one, random)).join(',')}]`;
  if (typeof json === 'object' && json !== null) {
    if ('number' in json) return json.number;
    const gap = random.chance(0.3) ? random.pick([' ', '\t', ' \n']) : '';
    return `{${json.object.map(([key, value]) => `${quote(key, random)}${gap}:${gap}${write(value, random)}`).join(`,${gap}`)}}`;
  }
  return typeof json === 'string' ? quote(json, random) : String(json);
}

function quote(text: string, random: Random): string {
  if (!random.chance(0.15) || text === '') return JSON.stringify(text);
  const at = random.below(text.length);
  const code = text.charCodeAt(at).toString(16).padStart(4, '0');
  return `"${JSON.stringify(text.slice(0, at)).slice(1, -1)}\\u${code}${JSON.stringify(text.slice(at + 1)).slice(1)}`;
}

function randomText(random: Random): string {
  return `${random.pick(WORDS)} ${random.pick(NUMBERS)} ${random.pick(WORDS)}`;
}

function randomBytes(random: Random): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(random.pick(WORDS)), Buffer.from([0xc3])]);
}
