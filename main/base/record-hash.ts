// A record's hash, by which the one that is stored is held against the one that the broker has at its offset (R7).
import { createHash } from 'node:crypto';
import type { Micros } from '../contract/units.ts';

export type HashedRecord = {
  /** null: none, which is not an empty one */
  key: Uint8Array | null;
  /** as it is stored: cut where it is capped; null: a tombstone */
  value: Uint8Array | null;
  /** the broker's timestamp in microseconds; -1: absent */
  brokerTime: Micros;
  /** the record's note, which has the SHA-256 of a value that is capped; null or '': none */
  note: string | null;
};

/** SHA-256, hexadecimal. */
export function recordHash({ key, value, brokerTime, note }: HashedRecord): string {
  const hash = createHash('sha256');
  const part = (bytes: Uint8Array | null) => {
    hash.update(bytes === null ? '-' : `${bytes.length}:`);
    if (bytes) hash.update(bytes);
  };
  hash.update(`${brokerTime};`);
  part(key);
  part(value);
  const { sha256 = '' } = note ? JSON.parse(note) : {};
  hash.update(`;${sha256}`);
  return hash.digest('hex');
}
