// The engine's side of a connection: validates every request, runs its handler, answers values or error data.
import { fail, toErrorData } from './errors.ts';
import { type Handlers, type MethodName, methods, type Watched } from './methods.ts';
import { Running } from './server-running.ts';
import {
  explain,
  type FromEngine,
  MAX_REQUEST_CHARS,
  MAX_RUNNING,
  parseJson,
  ToEngine,
  type Transport,
  WATCH_INTERVAL_MS,
} from './wire.ts';

export type Served = {
  /** Ends the connection: every handler's signal aborts, every watch is unsubscribed, every generator returns. */
  close(): void;
  /** Resolves when the connection is closed, by either side, and every handler has ended. */
  readonly ended: Promise<void>;
};
export type ServeOptions = {
  /** Gets every fault of ours (code 'internal') with its stack, for a log; the client gets only the message. */
  report?: (error: unknown) => void;
};

type Request = Extract<ToEngine, { method: string }>;

export function serve(transport: Transport, handlers: Handlers, options: ServeOptions = {}): Served {
  const running = new Map<number, Running>();
  const tasks = new Set<Promise<void>>();
  const ended = Promise.withResolvers<void>();
  let open = true;

  const send = (frame: FromEngine) => {
    if (open) transport.send(JSON.stringify(frame));
  };
  const refuse = (id: number | null, error: unknown) => {
    const data = toErrorData(error);
    if (data.code === 'internal') options.report?.(error);
    send({ kind: 'error', id, error: data });
  };

  async function run(frame: Request, request: Running): Promise<void> {
    try {
      await answer(frame, request);
    } catch (error) {
      // What a handler throws because it was cancelled is of no interest to anyone; a fault of ours is.
      if (!request.signal.aborted) refuse(frame.id, error);
      else if (toErrorData(error).code === 'internal' && error !== request.signal.reason) options.report?.(error);
    } finally {
      running.delete(frame.id);
    }
  }

  async function answer(frame: Request, request: Running): Promise<void> {
    const { id } = frame;
    const name = methodName(frame);
    const handler = untyped(handlers, name);
    if (frame.kind === 'watch') {
      await pushLatest(handler.watch(), request, (value) => send({ kind: 'value', id, value }));
      return;
    }
    const parsed = methods[name].input.safeParse(frame.input ?? {});
    if (!parsed.success) throw fail('bad-input', `${name}: ${explain(parsed.error)}`);
    if (frame.kind === 'call') {
      const value = await handler.call(parsed.data, request.signal);
      if (!request.signal.aborted) send({ kind: 'value', id, value });
      return;
    }
    for await (const value of handler.stream(parsed.data, request.signal)) {
      if (request.signal.aborted) return;
      send({ kind: 'value', id, value });
      if (!(await request.spend())) return;
    }
    if (!request.signal.aborted) send({ kind: 'end', id });
  }

  function receive(text: string): void {
    if (text.length > MAX_REQUEST_CHARS) {
      refuse(null, fail('bad-input', `a request of ${text.length} characters; at most ${MAX_REQUEST_CHARS} are taken`));
      return;
    }
    const message = parseJson(text);
    const parsed = ToEngine.safeParse(message);
    if (!parsed.success) {
      refuse(null, fail('bad-input', `not a request: ${message === undefined ? 'not JSON' : explain(parsed.error)}`));
      return;
    }
    const frame = parsed.data;
    const known = running.get(frame.id);
    // Credit and cancel may cross with the request's own end on the way.
    if (frame.kind === 'credit') known?.grant(frame.credit);
    else if (frame.kind === 'cancel') known?.cancel(fail('cancelled', 'cancelled by the caller'));
    else if (known)
      refuse(null, fail('bad-input', `request ${frame.id} is running already: ids may not be used twice`));
    else if (running.size >= MAX_RUNNING)
      refuse(frame.id, fail('busy', `${MAX_RUNNING} requests are running on this connection; wait for one to end`));
    else {
      const request = new Running(frame.kind === 'stream' ? frame.credit : 1);
      running.set(frame.id, request);
      const task = run(frame, request);
      tasks.add(task);
      void task.then(() => tasks.delete(task));
    }
  }

  transport.start({
    message: receive,
    closed(reason) {
      open = false;
      for (const request of running.values()) request.cancel(fail('closed', reason));
      ended.resolve(Promise.all(tasks).then(() => {}));
    },
  });
  return { close: () => transport.close(), ended: ended.promise };
}

function methodName(frame: Request): MethodName {
  if (!isMethod(frame.method))
    throw fail('bad-input', `no method "${frame.method}": the page and the engine differ in version; reload the page`);
  const { kind } = methods[frame.method];
  if (kind !== frame.kind) throw fail('bad-input', `${frame.method} is a ${kind}, not a ${frame.kind}`);
  return frame.method;
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** The one place where the types of a method and its handler part: `methodName` has checked the kind, the schema the input. */
function untyped(handlers: Handlers, name: MethodName) {
  const handler: unknown = handlers[name];
  return {
    call: handler as (input: unknown, signal: AbortSignal) => unknown,
    watch: handler as () => Watched<unknown>,
    stream: handler as (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>,
  };
}

/** One-slot mailbox: the value is taken at the moment of sending, so a slow page skips to the latest and nothing piles up. */
async function pushLatest(watched: Watched<unknown>, request: Running, push: (value: unknown) => void): Promise<void> {
  let changed = true;
  const unsubscribe = watched.subscribe(() => {
    changed = true;
    request.wake();
  });
  try {
    while (!request.signal.aborted) {
      if (!changed) {
        await request.woken();
        continue;
      }
      changed = false;
      push(watched.get());
      const interval = request.pause(WATCH_INTERVAL_MS);
      if (!(await request.spend())) return;
      await interval;
    }
  } finally {
    unsubscribe();
  }
}
