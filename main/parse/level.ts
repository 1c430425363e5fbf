// Levels as the sources call them.
import { LEVELS, type Level } from '../contract/units.ts';
import { byteAt, IS_DIGIT, Words, ZERO } from './bytes.ts';

/** Index into LEVELS; 0 is unknown, which is also "not found". */
const number = (level: Level) => LEVELS.indexOf(level);

const SYNONYMS: Partial<Record<Level, string>> = {
  trace: 'trace trc finest finer verbose vrb silly',
  debug: 'debug dbg fine debug1 debug2 debug3 debug4 debug5',
  info: 'info inf information informational config log',
  notice: 'notice',
  warn: 'warn warning wrn',
  error: 'error err severe fail eror',
  fatal: 'fatal ftl crit critical alert emerg emergency panic dpanic',
};
/** In a field of their own only. */
const FIELD_ONLY: Partial<Record<Level, string>> = {
  trace: 't v',
  debug: 'd d1 d2 d3 d4 d5',
  info: 'i http',
  notice: 'n',
  warn: 'w',
  error: 'e',
  fatal: 'f c',
};

function table(...lists: Partial<Record<Level, string>>[]): Words {
  const words: Record<string, number> = {};
  for (const list of lists)
    for (const level of LEVELS) for (const word of list[level]?.split(' ') ?? []) words[word] = number(level);
  return new Words(words);
}

/** Words alone; and with single letters, for places where only a level can stand. */
export const LEVEL_WORDS = table(SYNONYMS);
export const LEVEL_TOKENS = table(SYNONYMS, FIELD_ONLY);
/** Words that mean something else in a sentence: a level only where a colon follows. */
export const AMBIGUOUS = new Words({
  log: 1,
  config: 1,
  fine: 1,
  finer: 1,
  fail: 1,
  silly: 1,
  verbose: 1,
  alert: 1,
});

const SYSLOG: Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'notice', 'info', 'debug'];
const TENS: Level[] = ['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const PYTHON: Level[] = ['unknown', 'debug', 'info', 'warn', 'error', 'fatal'];
const OTEL: Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Severity 0 to 7 of syslog (RFC 5424). */
export function syslogLevel(severity: number): number {
  return number(SYSLOG[severity] ?? 'unknown');
}

/** A number called level: 10 to 60 as bunyan and pino count, 0 to 7 as syslog and GELF do. */
export function numericLevel(value: number): number {
  return value < 8 ? syslogLevel(value) : number(TENS[Math.floor(value / 10)] ?? 'unknown');
}

/** Python's levelno. */
export function pythonLevel(value: number): number {
  return number(PYTHON[Math.floor(value / 10)] ?? 'unknown');
}

/** OpenTelemetry's SeverityNumber, 1 to 24. */
export function otelLevel(value: number): number {
  return value < 1 ? 0 : number(OTEL[Math.floor((value - 1) / 4)] ?? 'unknown');
}

/** The text at [from, to), alone in a field that holds a level: a word, a letter or a number. */
export function levelOfField(bytes: Uint8Array, from: number, to: number): number {
  if (IS_DIGIT[byteAt(bytes, from)] === 0) return LEVEL_TOKENS.find(bytes, from, to);
  const value = smallNumber(bytes, from, to);
  return value < 0 ? 0 : numericLevel(value);
}

/** Digits at [from, to) as a number, up to three of them; -1 for anything else. */
export function smallNumber(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 3) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const c = byteAt(bytes, at);
    if (IS_DIGIT[c] === 0) return -1;
    value = value * 10 + c - ZERO;
  }
  return value;
}
