// JSON read in place for two things, the time and the level: the rest is skipped, and reading ends when both are found. Three
// to five times as fast as JSON.parse on usual records, and a record that is cut off still gives what it has.
import {
  BACKSLASH,
  byteAt,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  Words,
} from './bytes.ts';
import type { Found } from './found.ts';
import { LEVEL_TOKENS, levelOfField, otelLevel, pythonLevel, smallNumber } from './level.ts';
import { epochTime, isoTime, NO_TIME } from './time.ts';

const Role = { time: 1, weakTime: 2, level: 3, python: 4, otel: 5, letter: 6, holder: 7, message: 8 } as const;
const ROLES: Record<number, string> = {
  [Role.time]: `@timestamp timestamp time ts datetime eventtime event_time eventtimestamp event_timestamp @t _time asctime
    logtime log_time log_timestamp time_iso8601 timemillis timeunixnano observedtimestamp __realtime_timestamp $date`,
  // Often a time of something else: taken only where no other is there.
  [Role.weakTime]: 'date t created created_at createdat start_time starttime',
  [Role.level]: `level severity lvl loglevel log_level log.level levelname level_name severitytext severity_text priority @l
    syslog_severity`,
  [Role.python]: 'levelno',
  [Role.otel]: 'severitynumber',
  // MongoDB's: a level only where the value is a letter or a word for one.
  [Role.letter]: 's',
  // Objects that are looked into: {"log": {"level": ...}}, {"t": {"$date": ...}}
  [Role.holder]: 'event fields metadata',
  [Role.message]: 'message msg log @message @m short_message',
};
const KEYS = new Words(
  Object.fromEntries(
    Object.entries(ROLES).flatMap(([role, keys]) => keys.split(/\s+/).map((key) => [key, Number(role)] as const)),
  ),
);
/** Objects are looked into so deep: {"log": {"level": ...}}. */
const DEPTH = 2;

/** Where a message was passed, for a level in its text; from is -1 where there was none. */
export const message = { from: -1, to: -1 };
let weakTime: number = NO_TIME;

/** Reads the object that begins at `from` (its brace), as far as is needed. */
export function scanJson(bytes: Uint8Array, from: number, to: number, found: Found): void {
  message.from = -1;
  weakTime = NO_TIME;
  scanObject(bytes, from, to, found, 1);
  if (Number.isNaN(found.time)) found.time = weakTime;
}

/** Returns where the object ends: behind its brace. */
function scanObject(bytes: Uint8Array, from: number, to: number, found: Found, depth: number): number {
  let at = from + 1;
  while (at < to) {
    at = skipSpace(bytes, at, to);
    if (byteAt(bytes, at) === COMMA) at = skipSpace(bytes, at + 1, to);
    if (byteAt(bytes, at) !== QUOTE) return at + 1;
    const key = ++at;
    let hash = 0;
    for (let c = byteAt(bytes, at); at < to && c !== QUOTE; c = byteAt(bytes, ++at)) {
      if (c === BACKSLASH) at++;
      else hash = Words.mix(hash, c);
    }
    const role = KEYS.hashed(hash, bytes, key, at);
    at = skipSpace(bytes, at + 1, to);
    if (byteAt(bytes, at) !== COLON) return at;
    at = skipSpace(bytes, at + 1, to);
    const c = byteAt(bytes, at);
    if (c === QUOTE) {
      const end = endOfString(bytes, at + 1, to);
      if (role !== 0) take(role, bytes, at + 1, end, true, found);
      at = end + 1;
    } else if (c === OPEN_BRACE) {
      at = role !== 0 && depth < DEPTH ? scanObject(bytes, at, to, found, depth + 1) : endOfNested(bytes, at, to);
    } else if (c === OPEN_BRACKET) at = endOfNested(bytes, at, to);
    else {
      const end = endOfLiteral(bytes, at, to);
      if (role !== 0) take(role, bytes, at, end, false, found);
      at = end;
    }
    if (found.level !== 0 && !Number.isNaN(found.time)) return at;
  }
  return at;
}

function take(role: number, bytes: Uint8Array, from: number, to: number, quoted: boolean, found: Found): void {
  switch (role) {
    case Role.time:
      if (Number.isNaN(found.time)) found.time = timeOf(bytes, from, to);
      break;
    case Role.weakTime:
      if (Number.isNaN(weakTime)) weakTime = timeOf(bytes, from, to);
      break;
    case Role.level:
      if (found.level === 0) found.level = levelOfField(bytes, from, to);
      break;
    case Role.letter:
      if (found.level === 0 && quoted) found.level = LEVEL_TOKENS.find(bytes, from, to);
      break;
    case Role.python:
      if (found.level === 0) found.level = pythonLevel(smallNumber(bytes, from, to));
      break;
    case Role.otel:
      if (found.level === 0) found.level = otelLevel(smallNumber(bytes, from, to));
      break;
    case Role.message:
      if (quoted && message.from < 0) {
        message.from = from;
        message.to = to;
      }
      break;
  }
}

function timeOf(bytes: Uint8Array, from: number, to: number): number {
  const iso = isoTime(bytes, from, to, true);
  return Number.isNaN(iso) ? epochTime(bytes, from, to) : iso;
}

/** Where the quote is that ends the string which begins at `from`; `to` where it is cut off. */
function endOfString(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const c = bytes[at];
    if (c === QUOTE) return at;
    at += c === BACKSLASH ? 2 : 1;
  }
  return to;
}

function endOfLiteral(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const c = byteAt(bytes, at);
    if (c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || c <= 32) break;
    at++;
  }
  return at;
}

/** Behind the object or array that begins at `from`. */
function endOfNested(bytes: Uint8Array, from: number, to: number): number {
  let depth = 0;
  let at = from;
  while (at < to) {
    const c = bytes[at];
    if (c === QUOTE) at = endOfString(bytes, at + 1, to);
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) depth++;
    else if ((c === CLOSE_BRACE || c === CLOSE_BRACKET) && --depth === 0) return at + 1;
    at++;
  }
  return to;
}
