// Filters made by chance, as text, each with a naive reading of what it means: written from the language's description alone,
// without the parser or the compiler.
import { LEVELS } from '../../main/contract/units.ts';
import type { Random } from './random.ts';
import {
  BASE_TIME,
  FIELDS,
  isNumber,
  type Json,
  type ModelRecord,
  NUMBERS,
  TIMES,
  TOPICS,
  WORDS,
} from './random-records.ts';

export type RandomFilter = { text: string; matches: (record: ModelRecord) => boolean };

export function randomFilter(random: Random, depth = 3): RandomFilter {
  const kind = random.next();
  if (depth === 0 || kind < 0.35) return leaf(random);
  const inner = () => randomFilter(random, depth - 1);
  if (kind < 0.55) {
    const one = inner();
    const text = `${random.pick(['not ', 'NOT ', '-', '!', '! '])}(${one.text})`;
    return { text, matches: (record) => !one.matches(record) };
  }
  const [a, b, c] = [inner(), inner(), inner()];
  const and = () => random.pick([' and ', ' AND ', ' ', '  ']);
  // NOT before AND before OR.
  if (kind < 0.7)
    return {
      text: `${a.text}${and()}${group(b)} or ${group(c)}`.replace(a.text, group(a)),
      matches: (record) => (a.matches(record) && b.matches(record)) || c.matches(record),
    };
  if (kind < 0.85)
    return {
      text: `${group(a)}${and()}${group(b)}`,
      matches: (record) => a.matches(record) && b.matches(record),
    };
  return {
    text: `${group(a)} ${random.pick(['or', 'OR', 'Or'])} ${group(b)}`,
    matches: (record) => a.matches(record) || b.matches(record),
  };
}

function group(filter: RandomFilter): string {
  return `(${filter.text})`;
}

function leaf(random: Random): RandomFilter {
  return random.pick([term, term, field, field, field, field, level, pseudo, pseudo])(random);
}

/** A value as it stands in a filter. */
function written(text: string, random: Random): string {
  if (random.chance(0.5) || /\s/.test(text) || text === '') return `"${text.replace(/["\\]/g, '\\$&')}"`;
  return text.replace(/[\\():<>"*{}]/g, '\\$&');
}

/** Case is ignored: of A to Z alone, unless the filter's word has other letters with case. */
function folding(word: string): (text: string) => string {
  const others = word.replace(/\p{ASCII}/gu, '');
  if (others.toUpperCase() !== others || others.toLowerCase() !== others) return (text) => text.toUpperCase();
  return (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function contains(text: string, word: string): boolean {
  const fold = folding(word);
  return fold(text).includes(fold(word));
}
function isPattern(text: string, pattern: string): boolean {
  const fold = folding(pattern);
  const source = fold(pattern)
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${source.join('[^]*')}$`).test(fold(text));
}

function searched(record: ModelRecord): string | undefined {
  if (record.value === null) return undefined;
  return record.text ?? record.value.toString();
}

function term(random: Random): RandomFilter {
  const word = random.pick([...WORDS, ...NUMBERS, 'reset', 'status', '":"']);
  const text = written(word, random);
  return {
    // A minus in front would negate it.
    text: text.startsWith('-') ? `"${word}"` : text,
    matches(record) {
      const where = searched(record);
      return where !== undefined && contains(where, word);
    },
  };
}

/** All that a path may name: keys may have dots themselves, and each member of a list counts. */
function found(json: Json | undefined, path: string): Json[] {
  if (Array.isArray(json)) return json.flatMap((one) => found(one, path));
  if (typeof json !== 'object' || json === null || isNumber(json)) return [];
  return json.object.flatMap(([key, value]) => {
    if (key === path) return [value];
    return path.startsWith(`${key}.`) ? found(value, path.slice(key.length + 1)) : [];
  });
}
function scalars(record: ModelRecord, path: string): Json[] {
  return found(record.json, path).flatMap((one) => (Array.isArray(one) ? one : [one]));
}

/** What is shown under a name and has another one in the record: the first that has a value, then any in another case. */
const OTHER_NAMES: Record<string, string[]> = { service: ['service_name', 'app', 'Service'], message: ['msg'] };
function shown(record: ModelRecord, name: string): Json[] {
  const others = OTHER_NAMES[name];
  if (!others) return [];
  const hasValue = (json: Json) => json !== '' && json !== null && (typeof json !== 'object' || isNumber(json));
  const at = (key: string) => found(record.json, key).filter(hasValue);
  if (!scalarsOnly(record, name).some(hasValue)) {
    const [first] = others.flatMap(at);
    if (first !== undefined) return [isNumber(first) ? { number: String(Number(first.number)) } : first];
    if (name === 'message' && record.value !== null && record.value.length > 0) return [record.value.toString()];
  }
  return [];
}
function scalarsOnly(record: ModelRecord, path: string): Json[] {
  return found(record.json, path).filter((one) => !Array.isArray(one));
}

const asNumber = (text: string) => (/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined);

function isValue(json: Json, literal: string): boolean {
  if (isNumber(json)) {
    const wanted = asNumber(literal);
    if (wanted === undefined) return false;
    const whole = /^-?\d+$/;
    return whole.test(json.number) && whole.test(literal)
      ? BigInt(json.number) === BigInt(literal)
      : Number(json.number) === wanted;
  }
  if (typeof json === 'object' && json !== null) return false;
  const fold = folding(literal);
  return fold(String(json)) === fold(literal);
}

function field(random: Random): RandomFilter {
  const name = random.pick(FIELDS);
  const colon = random.pick([':', ': ', ' : ']);
  const any = (test: (json: Json) => boolean) => (record: ModelRecord) => named(record).some(test);
  const named = (record: ModelRecord) => [...scalars(record, name), ...shown(record, name)];
  const kind = random.next();
  if (kind < 0.08) return regex(random, name, any);
  if (kind < 0.14) return network(random, name, any);
  if (kind < 0.3) {
    const literal = random.pick([...WORDS, ...NUMBERS, 'true', 'FALSE', 'null', '']);
    return { text: `${name}${colon}${written(literal, random)}`, matches: any((json) => isValue(json, literal)) };
  }
  if (kind < 0.45) {
    const values = [random.pick(WORDS), random.pick(NUMBERS), random.pick([...WORDS, 'true'])];
    const list = values.map((value) => (value.startsWith('-') ? value : written(value, random)));
    return {
      text: `${name}${colon}(${list[0]} or not ${list[1]} ${list[2]})`,
      matches: (record) => {
        const has = (value = '') => named(record).some((json) => isValue(json, value));
        return has(values[0]) || (!has(values[1]) && has(values[2]));
      },
    };
  }
  if (kind < 0.6)
    return {
      text: `${name}${colon}*`,
      matches: (record) => [...found(record.json, name), ...shown(record, name)].some((one) => one !== null),
    };
  if (kind < 0.75) {
    const pattern = random.pick(['web*', '*SET', '5*', '*t*', 'a*h', '*', '*ши*', 'tr*']);
    if (pattern === '*') return field(random);
    return {
      text: `${name}${colon}${pattern}`,
      matches: any((json) => {
        if (isNumber(json)) return isPattern(json.number, pattern);
        return (typeof json !== 'object' || json === null) && isPattern(String(json), pattern);
      }),
    };
  }
  const [low, high] = random.pick([
    [NUMBERS, asNumber],
    [TIMES, timeOf],
  ] as const) as [readonly string[], (text: string) => number | undefined];
  return comparison(random, name, low, (test) => any((json) => test(comparable(json, high))));
}

type Any = (test: (json: Json) => boolean) => RandomFilter['matches'];

/** JavaScript's own expressions say the same, for these. */
function regex(random: Random, name: string, any: Any): RandomFilter {
  const pattern = random.pick([
    '^5',
    'web-\\d+',
    '^(auth|Billing)$',
    '오류|ошибка',
    'ra.e',
    '^t',
    '[0-9]$',
    'reset$',
    '50%',
    '^.+a',
  ]);
  const ignored = random.chance(0.3);
  const expression = new RegExp(pattern, ignored ? 'iu' : 'u');
  return {
    text: `${name}${random.pick([':~', ' :~ '])}"${ignored ? '(?i)' : ''}${pattern}"`,
    matches: any((json) => {
      if (isNumber(json)) return expression.test(json.number);
      return json !== null && typeof json !== 'object' && expression.test(String(json));
    }),
  };
}

function network(random: Random, name: string, any: Any): RandomFilter {
  const [given, inside] = random.pick<[string, string[]]>([
    ['10.0.0.0/8', ['10.1.2.3', '::ffff:10.200.0.9']],
    ['10.128.0.0/9', ['::ffff:10.200.0.9']],
    ['192.168.0.7', ['192.168.0.7']],
    ['2001:db8::/32, 10.1.0.0/16', ['2001:db8::1', '10.1.2.3']],
    ['2001:db9::/32', []],
  ]);
  return { text: `cidr(${name}, ${given})`, matches: any((json) => typeof json === 'string' && inside.includes(json)) };
}

function comparable(json: Json, read: (text: string) => number | undefined): number | undefined {
  if (isNumber(json)) return read === asNumber ? Number(json.number) : undefined;
  return typeof json === 'string' ? read(json) : undefined;
}

/** Start of a time, microseconds; and how long what is written lasts. */
function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time * 1000;
}
function lasts(text: string): number {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return 0;
  return text.length === 10 ? 86_400_000_000 : text.includes('.') ? 1000 : 1_000_000;
}

type Compared = number | undefined;

function comparison(
  random: Random,
  name: string,
  literals: readonly string[],
  matches: (test: (value: Compared) => boolean) => RandomFilter['matches'],
): RandomFilter {
  const kind = (text: string) => (asNumber(text) !== undefined ? 'number' : 'time');
  const [a, b] = [random.pick(literals), random.pick(literals)];
  const start = (text: string) => asNumber(text) ?? timeOf(text) ?? Number.NaN;
  const end = (text: string) => {
    const at = start(text);
    return kind(text) === 'time' ? at + lasts(text) : at;
  };
  const isTime = kind(a) === 'time';
  const tests = {
    '<': (value: Compared) => value !== undefined && value < start(a),
    '>=': (value: Compared) => value !== undefined && value >= start(a),
    '<=': (value: Compared) => value !== undefined && (isTime ? value < end(a) : value <= start(a)),
    '>': (value: Compared) => value !== undefined && (isTime ? value >= end(a) : value > start(a)),
  };
  const text = (literal: string) => (literal.startsWith('-') ? literal : written(literal, random));
  if (random.chance(0.7)) {
    const sign = random.pick(['<', '>=', '<=', '>'] as const);
    return { text: `${name} ${sign} ${text(a)}`, matches: matches(tests[sign]) };
  }
  const upperBound = (value: Compared) =>
    value !== undefined && (kind(b) === 'time' ? value < end(b) : value <= start(b));
  return {
    text: `${name}: [${`"${a}"`} TO ${`"${b}"`}]`,
    matches: matches((value) => tests['>='](value) && upperBound(value)),
  };
}

const LEVEL_WORDS = [
  ['warn', 5],
  ['WARNING', 5],
  ['error', 6],
  ['50', 6],
  ['i', 3],
  ['unknown', 0],
  ['crit', 7],
] as const;

function level(random: Random): RandomFilter {
  const [word, number] = random.pick(LEVEL_WORDS);
  const kind = random.next();
  if (kind < 0.3) return { text: `level:${word}`, matches: (record) => record.level === number };
  if (kind < 0.4) return { text: 'level: *', matches: (record) => record.level > 0 };
  if (kind < 0.5) return { text: 'level: *r*', matches: (record) => (LEVELS[record.level] ?? '').includes('r') };
  const sign = random.pick(['<', '<=', '>', '>='] as const);
  const compare = {
    '<': (n: number) => n < number,
    '<=': (n: number) => n <= number,
    '>': (n: number) => n > number,
    '>=': (n: number) => n >= number,
  };
  return { text: `level ${sign} ${word}`, matches: (record) => record.level > 0 && compare[sign](record.level) };
}

function pseudo(random: Random): RandomFilter {
  const number = random.below(400);
  const topic = random.pick(TOPICS);
  const word = random.pick([...WORDS, '42']);
  const second = random.below(25);
  const time = new Date(BASE_TIME / 1000 + second * 1000).toISOString().slice(0, 19);
  const from = BASE_TIME + second * 1_000_000;
  const fold = folding(word);
  const size = (record: ModelRecord) => (record.value === null ? undefined : Buffer.byteLength(record.value));
  const format = (record: ModelRecord) =>
    record.value === null ? 'null' : record.value instanceof Buffer ? 'binary' : record.json ? 'json' : 'text';
  const wanted = random.pick(['json', 'text', 'binary', 'null']);
  const header = (record: ModelRecord, name: string) => record.headers.filter(([key]) => key === name);
  return random.pick<RandomFilter>([
    { text: `_topic:${topic}`, matches: (record) => record.topic === topic },
    { text: '_topic: app*', matches: (record) => record.topic.startsWith('app') },
    { text: '_partition >= 1', matches: (record) => record.partition >= 1 },
    { text: '_partition:(0 or 2)', matches: (record) => record.partition !== 1 },
    { text: `_offset < ${number}`, matches: (record) => record.offset < number },
    { text: `_offset:[${number} TO *]`, matches: (record) => record.offset >= number },
    { text: `_ts:${time}`, matches: (record) => record.ts >= from && record.ts < from + 1_000_000 },
    { text: `_ts > ${time}Z`, matches: (record) => record.ts >= from + 1_000_000 },
    { text: `_ts <= "${time}"`, matches: (record) => record.ts < from + 1_000_000 },
    {
      text: `_broker_ts <= ${time}`,
      matches: (record) => record.brokerTs !== -1 && record.brokerTs < from + 1_000_000,
    },
    { text: 'not _broker_ts:*', matches: (record) => record.brokerTs === -1 },
    { text: '_key: *', matches: (record) => record.key !== null },
    {
      text: `_key:${written(word, random)}`,
      matches: (record) => typeof record.key === 'string' && fold(record.key) === fold(word),
    },
    { text: '_key > 41', matches: (record) => record.key === '42' },
    { text: `_size > ${number >> 2}`, matches: (record) => (size(record) ?? -1) > number >> 2 },
    { text: 'not _size:*', matches: (record) => record.value === null },
    { text: `_format:${wanted}`, matches: (record) => format(record) === wanted },
    { text: '_error: snappy*', matches: (record) => record.error !== null },
    { text: '_error: *', matches: (record) => record.error !== null },
    {
      text: `header.trace:${written(word, random)}`,
      matches: (record) => header(record, 'trace').some(([, value]) => value !== null && fold(value) === fold(word)),
    },
    { text: 'header.span: *', matches: (record) => header(record, 'span').some(([, value]) => value !== null) },
    { text: 'header.span > 70', matches: (record) => header(record, 'span').some(([, value]) => value === '77') },
  ]);
}
