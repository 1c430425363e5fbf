// What files beside a segment (columns.ts, clocks-file.ts) have in common: how they begin, of which rows they were made, and that
// one which cannot be read is none.
//
//   8 bytes   the magic, which has the format's version
//   8 bytes   length of the head and its CRC-32, both little-endian
import { fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Micros, RowId } from '../contract/units.ts';

const FIXED_BYTES = 16;

export type Rows = { firstRow: RowId; lastRow: RowId; oldest: Micros; newest: Micros };

export function isMadeOf(head: Rows, { firstRow, lastRow, oldest, newest }: Rows): boolean {
  return head.firstRow === firstRow && head.lastRow === lastRow && head.oldest === oldest && head.newest === newest;
}

/** `magic`: eight characters. What stands in front of a head. */
export function fixedHead(magic: string, head: Buffer): Buffer {
  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.write(magic, 'latin1');
  fixed.writeUInt32LE(head.length, 8);
  fixed.writeUInt32LE(crc32(head), 12);
  return fixed;
}

/** The head, and where it ends; undefined where the file is of another kind or version, cut or damaged. */
export function readHead(file: number, magic: string): { text: string; end: number } | undefined {
  const fixed = Buffer.alloc(FIXED_BYTES);
  if (!readAt(file, 0, fixed) || fixed.toString('latin1', 0, 8) !== magic) return undefined;
  const length = fixed.readUInt32LE(8);
  if (length === 0 || length > fstatSync(file).size) return undefined;
  const text = Buffer.alloc(length);
  if (!readAt(file, FIXED_BYTES, text) || crc32(text) !== fixed.readUInt32LE(12)) return undefined;
  return { text: text.toString(), end: FIXED_BYTES + length };
}

export function tryOpen(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    // Not made yet, dropped with its segment, or not to be read: counting reads the records then.
    return undefined;
  }
}

/** false where the file ends before, or cannot be read. */
export function readAt(file: number, at: number, into: Buffer): boolean {
  try {
    return readSync(file, into, 0, into.length, at) === into.length;
  } catch {
    // A fault of the disk: as a damaged file.
    return false;
  }
}
