// Substring search in bytes, in any case of the letters A to Z: one small WebAssembly module (substring.wat) in each thread.
import { SUBSTRING_WASM } from './substring-wasm.ts';

export type Needle = {
  bytes: Uint8Array;
  /** indexes of the two bytes that are looked for first: those that are rare make it fast */
  one: number;
  other: number;
};

/** Where the module has the needle, and whoever searches the text. That is what a processor's own memory holds beside other things. */
const BYTES_AT = 1024;
export const TEXT_AT = 4096;
export const TEXT_BYTES = 262_144;
export const LONGEST_NEEDLE = 1024;

type Exports = {
  memory: WebAssembly.Memory;
  find: (from: number, to: number, length: number, one: number, other: number) => number;
};

export class Substrings {
  /** the module's memory; texts lie from TEXT_AT on */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #find: Exports['find'];
  #needle: Needle | undefined;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(SUBSTRING_WASM, 'base64'));
    const { memory, find } = new WebAssembly.Instance<Exports>(module).exports;
    this.bytes = new Uint8Array(memory.buffer);
    this.#find = find;
  }

  /** The first place in [from, to) at which the needle stands whole; -1 where there is none. */
  find(needle: Needle, from: number, to: number): number {
    if (needle !== this.#needle) this.#take(needle);
    return this.#find(from, to, needle.bytes.length, needle.one, needle.other);
  }

  #take(needle: Needle): void {
    for (const [index, byte] of needle.bytes.entries()) {
      this.bytes[index] = isSmallLetter(byte) ? 0x20 : 0;
      this.bytes[BYTES_AT + index] = byte;
    }
    this.#needle = needle;
  }
}

/** `text` has 1 to LONGEST_NEEDLE bytes; `sample` is some of what will be searched. */
export function needleOf(text: string, sample: Uint8Array): Needle {
  const bytes = Buffer.from(text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
  const counts = new Uint32Array(256);
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at] ?? 0;
    const small = byte >= 65 && byte <= 90 ? byte | 0x20 : byte;
    counts[small] = (counts[small] ?? 0) + 1;
  }
  const frequency = (index: number) => counts[bytes[index] ?? 0] ?? 0;
  // Two different places, so that both together say more than one of them; of the same bytes, those far apart.
  const [one = 0, ...others] = [...bytes.keys()].sort((a, b) => frequency(a) - frequency(b) || a - b);
  const other = others.find((index) => bytes[index] !== bytes[one]) ?? others.at(-1) ?? one;
  return { bytes, one, other };
}

function isSmallLetter(byte: number): boolean {
  return byte >= 97 && byte <= 122;
}
