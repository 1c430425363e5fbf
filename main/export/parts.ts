// The two JSON columns of a stored record (base/batch.ts says their form), and bytes as text.
import { Buffer } from 'node:buffer';

/** name, value (null: none was sent), and whether the value is base64 because it is not UTF-8 */
export type StoredHeader = [name: string, value: string | null, isBase64: boolean];
/** length: of a value longer than the cache's cap, its true length in bytes */
export type Note = { error?: string; length?: number; sha256?: string };

// Written by our own parser and read for each record of an export: they are trusted, as everything inside the cache is.
export function readHeaders(json: string): StoredHeader[] {
  return JSON.parse(json);
}

export function readNote(json: string): Note {
  return JSON.parse(json);
}

export function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
