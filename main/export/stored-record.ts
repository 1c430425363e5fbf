// A record as the cache holds it, ready to be formatted; see main/store/schema.ts for the columns.
import type { Micros, Offset } from '../contract/units.ts';

export type StoredRecord = {
  topic: string;
  partition: number;
  /** of the partition; from 1 */
  incarnation: number;
  offset: Offset;
  time: Micros;
  /** -1: absent */
  brokerTime: Micros;
  arrivalTime: Micros;
  /** index into LEVELS */
  level: number;
  /** bits of base/batch.ts Flag */
  flags: number;
  /** text if it was valid UTF-8 */
  key: string | Uint8Array | null;
  /** JSON [[name, base64-or-text or null, isBase64], ...]; null for none */
  headers: string | null;
  value: string | Uint8Array | null;
  /** JSON {error?, length?, sha256?}; null for none */
  note: string | null;
};
