// JSON's backslashes decoded, so that what a person types is found in what a program escaped.
import { BACKSLASH, byteAt } from './bytes.ts';

const SIMPLE: Record<number, number> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 };

/**
 * Writes bytes [from, to) to `target` at `at`, with JSON's escapes decoded to UTF-8; what is no escape stays. Never longer than
 * the source. Returns the end.
 */
export function unescapeJson(bytes: Uint8Array, from: number, to: number, target: Uint8Array, at: number): number {
  let out = at;
  let i = from;
  while (i < to) {
    const c = byteAt(bytes, i);
    if (c !== BACKSLASH || i + 1 >= to) {
      target[out++] = c;
      i++;
      continue;
    }
    const kind = byteAt(bytes, i + 1);
    if (kind !== 117) {
      target[out++] = SIMPLE[kind] ?? kind;
      i += 2;
      continue;
    }
    let code = hexAt(bytes, i + 2, to);
    if (code < 0) {
      target[out++] = c;
      i++;
      continue;
    }
    i += 6;
    if (code >= 0xd800 && code < 0xdc00 && byteAt(bytes, i) === BACKSLASH && byteAt(bytes, i + 1) === 117) {
      const low = hexAt(bytes, i + 2, to);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i += 6;
      }
    }
    out = writeUtf8(code >= 0xd800 && code < 0xe000 ? 0xfffd : code, target, out);
  }
  return out;
}

/** Four hexadecimal digits; -1 where they are none. */
function hexAt(bytes: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return -1;
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const c = byteAt(bytes, i);
    const digit = c < 58 ? c - 48 : (c | 32) - 87;
    if (digit < 0 || digit > 15 || (c >= 58 && digit < 10)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function writeUtf8(code: number, target: Uint8Array, at: number): number {
  let out = at;
  if (code < 0x80) target[out++] = code;
  else if (code < 0x800) {
    target[out++] = 0xc0 | (code >> 6);
    target[out++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    target[out++] = 0xe0 | (code >> 12);
    target[out++] = 0x80 | ((code >> 6) & 63);
    target[out++] = 0x80 | (code & 63);
  } else {
    target[out++] = 0xf0 | (code >> 18);
    target[out++] = 0x80 | ((code >> 12) & 63);
    target[out++] = 0x80 | ((code >> 6) & 63);
    target[out++] = 0x80 | (code & 63);
  }
  return out;
}
