// Errors are data: a closed set of codes, and a message that a person can act on.
import { z } from 'zod';
import { Said, tell } from './told.ts';

export const ErrorCode = z.enum([
  'bad-input', // the request does not fit its schema, or a value in it cannot be used
  'bad-filter', // the filter does not parse; `position` says where
  'exists', // a file that would be replaced, without leave to replace it
  'not-found', // a record, job, topic or file that does not exist
  'cancelled', // the caller cancelled
  'unreachable', // no broker answers
  'denied', // authentication or authorization failed
  'unsupported', // a broker, cache or format of a version that is not supported
  'busy', // in use by another process
  'read-only', // the cache or the file cannot be written
  'disk-full',
  'damaged', // a file of the cache is damaged or is not a cache
  'closed', // the engine is closing, or the connection to it ended
  'internal', // a fault of ours
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const ErrorData = z.object({
  code: ErrorCode,
  /** what happened, to what, and what to do next; English */
  message: z.string(),
  /** the same as sayings, which the page translates; absent: only English is known */
  said: z.array(Said).optional(),
  /** for bad-filter: the first character that does not fit, 0 to length */
  position: z.number().int().nonnegative().optional(),
  /** for bad-filter: the end of what does not fit, exclusive */
  end: z.number().int().nonnegative().optional(),
  /** for bad-filter: what was expected there */
  expected: z.array(z.string()).optional(),
});
export type ErrorData = z.infer<typeof ErrorData>;

export class EngineError extends Error {
  readonly data: ErrorData;
  constructor(data: ErrorData, options?: ErrorOptions) {
    super(data.message, options);
    this.name = 'EngineError';
    this.data = data;
  }
  get code(): ErrorCode {
    return this.data.code;
  }
}

export function fail(code: ErrorCode, what: string | Said | readonly Said[], cause?: unknown): EngineError {
  const told = typeof what === 'string' ? { message: what } : tell(...[what].flat());
  return new EngineError({ code, ...told }, cause === undefined ? undefined : { cause });
}

/** What of any thrown thing may cross the contract. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof EngineError) return error.data;
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', message: 'cancelled' };
  const text = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `A fault in Tailwater: ${text}` };
}
