// Units as flavoured numbers: a plain number may become any of them, but none may stand in for another.

/** Microseconds since 1970-01-01T00:00:00Z, a safe integer; negative before. Range: 1684 to 2255. */
export type Micros = number & { readonly unit?: 'micros' };
/** A Kafka offset, a safe integer of at least 0. */
export type Offset = number & { readonly unit?: 'offset' };
/** A record's number in the cache, in the order of writing, from 1. Unique over all segments; never used again. */
export type RowId = number & { readonly unit?: 'row' };

/** Levels in their order; the number is what the cache stores and what `level >= warn` compares. */
export const LEVELS = ['unknown', 'trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/** What orders records: the record's own time (or what stands in for it), the broker's timestamp, or the arrival in this cache. */
export const CLOCKS = ['record', 'broker', 'arrival'] as const;
export type Clock = (typeof CLOCKS)[number];
