// The page's (or the command line's) side of a connection.
import { EngineError, fail } from './errors.ts';
import { type Client, type Input, type MethodName, methods, type Output, type StreamName } from './methods.ts';
import {
  explain,
  FromEngine,
  MAX_REQUEST_CHARS,
  parseJson,
  STREAM_WINDOW,
  type ToEngine,
  type Transport,
} from './wire.ts';

export type ClientOptions = {
  /** Check what the engine sends against the schemas: for tests. */
  checkOutputs?: boolean;
  /**
   * Gets what no caller can be told: a watch that ended with an error, a callback that threw, a frame that cannot be read.
   * Without it such an error is thrown to the global handler.
   */
  onFault?: (error: unknown) => void;
};

/** Who waits for what the engine sends about one request. */
type Receiver = { value(value: unknown): void; end(): void; fail(error: EngineError): void };
type WithoutId<F> = F extends { method: string } ? Omit<F, 'id'> : never;
type Request = {
  readonly id: number;
  /** Nothing more is wanted: tells the engine, unless the request has ended there. */
  leave(): void;
  /** The engine has ended it. */
  forget(): boolean;
};

export function createClient(transport: Transport, options: ClientOptions = {}): Client {
  const receivers = new Map<number, Receiver>();
  const closed = Promise.withResolvers<string>();
  const fault = options.onFault ?? throwGlobally;
  let closedBecause: string | undefined;
  let lastId = 0;

  function open(opening: WithoutId<ToEngine>, receiver: Receiver, signal?: AbortSignal): Request {
    if (signal?.aborted) throw cancelled();
    if (closedBecause !== undefined) throw connectionClosed(closedBecause);
    const id = lastId + 1;
    const text = JSON.stringify({ ...opening, id });
    if (text.length > MAX_REQUEST_CHARS)
      throw fail(
        'bad-input',
        `${opening.method}: ${text.length} characters are too many; at most ${MAX_REQUEST_CHARS} are taken`,
      );
    lastId = id;
    const forget = () => {
      signal?.removeEventListener('abort', abort);
      return receivers.delete(id);
    };
    const leave = () => {
      if (forget()) send({ kind: 'cancel', id });
    };
    const abort = () => {
      leave();
      receiver.fail(cancelled());
    };
    signal?.addEventListener('abort', abort, { once: true });
    receivers.set(id, receiver);
    transport.send(text);
    return { id, leave, forget };
  }

  function send(frame: ToEngine): void {
    transport.send(JSON.stringify(frame));
  }

  /** Trusts the engine, which is of the same build, except in tests. */
  function checked<N extends MethodName>(name: N, value: unknown): Output<N> {
    if (options.checkOutputs) {
      const parsed = methods[name].output.safeParse(value);
      if (!parsed.success) throw fail('internal', `${name} answered what its schema denies: ${explain(parsed.error)}`);
    }
    return value as Output<N>;
  }

  async function* stream<N extends StreamName>(
    name: N,
    input: Input<N>,
    signal?: AbortSignal,
  ): AsyncGenerator<Output<N>, void, undefined> {
    const items: unknown[] = [];
    let ended = false;
    let error: EngineError | undefined;
    let wake = () => {};
    const receiver: Receiver = {
      value(item) {
        items.push(item);
        wake();
      },
      end() {
        ended = true;
        wake();
      },
      fail(failure) {
        error = failure;
        wake();
      },
    };
    const request = open({ kind: 'stream', method: name, input, credit: STREAM_WINDOW }, receiver, signal);
    try {
      for (let taken = 0; ; ) {
        if (signal?.aborted) throw cancelled();
        if (items.length > 0) {
          yield checked(name, items.shift());
          taken += 1;
          // Half a window at a time: fewer frames, and the engine never runs dry while the consumer keeps up.
          if (taken === STREAM_WINDOW / 2 && !ended) {
            send({ kind: 'credit', id: request.id, credit: taken });
            taken = 0;
          }
        } else if (error) throw error;
        else if (ended) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      request.leave();
    }
  }

  transport.start({
    message(text) {
      const parsed = FromEngine.safeParse(parseJson(text));
      if (!parsed.success) {
        fault(fail('internal', `The engine sent what is not a frame: ${text.slice(0, 100)}`));
        return;
      }
      const frame = parsed.data;
      // What was left may still be answered: that crosses on the way, finds no receiver and is dropped.
      const receiver = frame.id === null ? undefined : receivers.get(frame.id);
      if (frame.kind === 'value') receiver?.value(frame.value);
      else if (frame.kind === 'end') receiver?.end();
      else if (frame.id === null) fault(new EngineError(frame.error));
      else receiver?.fail(new EngineError(frame.error));
      if (frame.kind !== 'value' && frame.id !== null) receivers.delete(frame.id);
    },
    closed(reason) {
      closedBecause = reason;
      for (const receiver of receivers.values()) receiver.fail(connectionClosed(reason));
      receivers.clear();
      closed.resolve(reason);
    },
  });

  return {
    closed: closed.promise,
    close: () => transport.close(),
    stream,

    call(name, input, signal) {
      return new Promise((resolve, reject) => {
        const request = open(
          { kind: 'call', method: name, input },
          {
            value(value) {
              request.forget();
              try {
                resolve(checked(name, value));
              } catch (error) {
                reject(error);
              }
            },
            end: () => reject(fail('internal', `${name} ended without an answer`)),
            fail(error) {
              request.forget();
              reject(error);
            },
          },
          signal,
        );
      });
    },

    watch(name, changed) {
      const request = open(
        { kind: 'watch', method: name },
        {
          value(value) {
            try {
              changed(checked(name, value));
            } catch (error) {
              fault(error);
            }
            // Only now: a page that is busy with a value gets no other.
            send({ kind: 'credit', id: request.id, credit: 1 });
          },
          end: () => fault(fail('internal', `${name} ended by itself`)),
          fail(error) {
            // That the connection ended is told once, by `closed`.
            if (error.code !== 'closed') fault(error);
          },
        },
      );
      return () => request.leave();
    },
  };
}

function cancelled(): EngineError {
  return fail('cancelled', 'cancelled by the caller');
}

function connectionClosed(reason: string): EngineError {
  return fail('closed', `The connection to the engine ended: ${reason}`);
}

function throwGlobally(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
