// Frames: what one message between a client and the engine may be. Every message is JSON text on every transport, so that
// all transports behave alike (no undefined, Date or NaN that one lets through) and a message has a size.
import { z } from 'zod';
import { ErrorData } from './errors.ts';

/** The longest request, in UTF-16 units: three PEM texts and a thousand topics fit. Answers are bounded by their schemas. */
export const MAX_REQUEST_CHARS = 2_097_152;
/** Requests of one connection that may run at once: calls, watches and streams together. */
export const MAX_RUNNING = 256;
/** Stream items that the engine may send ahead of the consumer: the bound of the client's buffer. */
export const STREAM_WINDOW = 8;
/** A watch sends at most one value in this time, in milliseconds. */
export const WATCH_INTERVAL_MS = 100;

const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const method = z.string().max(100);
const credit = z.number().int().min(1).max(1000);

export const ToEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id, method, input: z.unknown().optional() }),
  z.object({ kind: z.literal('watch'), id, method }),
  z.object({ kind: z.literal('stream'), id, method, input: z.unknown().optional(), credit }),
  /** stream: that many more items may come; watch: the last value was handled */
  z.object({ kind: z.literal('credit'), id, credit }),
  z.object({ kind: z.literal('cancel'), id }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

export const FromEngine = z.discriminatedUnion('kind', [
  /** a call's answer, which ends it; a watch's latest value; a stream's next item */
  z.object({ kind: z.literal('value'), id, value: z.unknown().optional() }),
  /** a stream has no more items */
  z.object({ kind: z.literal('end'), id }),
  /** ends the request; id null: a message that could not be read as a request */
  z.object({ kind: z.literal('error'), id: id.nullable(), error: ErrorData }),
]);
export type FromEngine = z.infer<typeof FromEngine>;

/** A transport only sends and delivers messages, in order, and says when it closed. */
export type Transport = {
  /** To be called once. Messages that came before are delivered then; `closed` is called once, whichever side closed. */
  start(receiver: Receiver): void;
  /** Does nothing once the transport is closed. */
  send(text: string): void;
  close(): void;
};
export type Receiver = { message(text: string): void; closed(reason: string): void };

/** The first things that do not fit, in words: "limit: Too big: expected number to be <=1000". */
export function explain(error: z.ZodError): string {
  const issues = error.issues.map((issue) =>
    issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message,
  );
  return issues.length > 3 ? `${issues.slice(0, 3).join('; ')}; and ${issues.length - 3} more` : issues.join('; ');
}

/** JSON that may be anything; undefined where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
