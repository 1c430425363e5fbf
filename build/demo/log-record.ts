import type { Random } from './random.ts';
import type { Moment } from './story.ts';

export type LogRecord = {
  topic: string;
  key: string | null;
  /** null: a tombstone */
  value: string | Buffer | null;
  headers?: Record<string, string>;
  /** the record's CreateTime */
  timeMs: number;
};

/** One kind of log line. `perSecond` is its live rate; `make` may return several records that belong together. */
export type Source = {
  perSecond(moment: Moment): number;
  make(moment: Moment, random: Random): LogRecord[];
};

export const iso = (timeMs: number) => new Date(timeMs).toISOString();
/** With microseconds, as some loggers write: the broker's time has only milliseconds. */
export const isoMicros = (timeMs: number, random: Random) =>
  `${iso(timeMs).slice(0, -1)}${random.int(0, 999).toString().padStart(3, '0')}Z`;

const FIRST = [
  'mina',
  'jisoo',
  'alice',
  'david',
  'sofia',
  'hyun',
  'omar',
  'greta',
  'chen',
  'lucas',
  'yuna',
  'peter',
] as const;
export const user = (random: Random) => `${random.pick(FIRST)}${random.int(1, 400)}`;
/** Addresses of the networks that are set aside for documentation. */
export const address = (random: Random) =>
  random.chance(0.5) ? `198.51.100.${random.int(1, 254)}` : `192.0.2.${random.int(1, 254)}`;
export const INTRUDER = '203.0.113.66';
export const traceHeaders = (trace: string, random: Random) => ({ traceparent: `00-${trace}-${random.hex(16)}-01` });
