// What passes between the engine's thread and the thread that fetches what the cache does not hold.
import type { MessagePort } from 'node:worker_threads';
import type { FollowedPartition } from '../base/ingest-port.ts';
import type { ErrorData } from '../contract/errors.ts';
import type { FillJob } from '../contract/fill.ts';
import type { Hole } from '../contract/records.ts';
import type { Connection, Tunables } from '../contract/session.ts';
import type { Offset } from '../contract/units.ts';

export type Range = [from: Offset, to: Offset];

export type FillWanted =
  /** by slot */
  | { kind: 'offsets'; ranges: ReadonlyMap<number, Range[]> }
  /** of all partitions; milliseconds since 1970 */
  | { kind: 'time'; fromMs: number; toMs: number };

export type FillData = {
  connection: Connection;
  isolation: Tunables['isolation'];
  partitions: FollowedPartition[];
  /** SharedPositions */
  positions: SharedArrayBuffer;
  wanted: FillWanted;
  /** to the writer: ToWriter out, FromWriter in */
  writer: MessagePort;
  /** a partition that makes no progress for so long has failed */
  giveUpMs: number;
};

export type FillProgress = Pick<FillJob, 'offsets' | 'done' | 'records' | 'bytes' | 'gone'>;

/** What the thread asks of the writer, which only the engine's thread can. */
export type FillQuestion =
  | { kind: 'missing'; slot: number; from: Offset; to: Offset }
  | { kind: 'name-hole'; slot: number; from: Offset; to: Offset; cause: Hole['cause']; detail?: string };

export type ToFill =
  /** what is missing; of a name-hole nothing */
  | { kind: 'answer'; id: number; ranges: Range[] }
  | { kind: 'refused'; id: number; error: ErrorData }
  | { kind: 'stop' };

export type FromFill =
  | { kind: 'progress'; progress: FillProgress }
  | { kind: 'ask'; id: number; question: FillQuestion }
  /** the last message; the thread ends. error: null where nothing is left to fetch, or it was told to stop */
  | { kind: 'ended'; error: ErrorData | null };
