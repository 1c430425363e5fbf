// One suite over every transport: what a page and the engine may rely on, whatever carries their messages.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { type ClientOptions, createClient } from '../../main/contract/client.ts';
import { EngineError, fail } from '../../main/contract/errors.ts';
import type { Client, Handlers } from '../../main/contract/methods.ts';
import { type Served, serve } from '../../main/contract/server.ts';
import { MAX_RUNNING, STREAM_WINDOW } from '../../main/contract/wire.ts';
import { Changing, emptyTick, histogram, sampleHandlers } from './sample-handlers.ts';
import { type Pair, transports } from './transports.ts';

type Connected = AsyncDisposable & {
  client: Client;
  served: Served;
  pair: Pair;
  faults: unknown[];
  reported: unknown[];
};

const VIEW = { filter: '', from: null, to: null, topics: null, upTo: null };
const lines = (limit: number) => ({ view: VIEW, order: 'asc' as const, format: 'text' as const, limit });
const isCode = (code: string) => (error: unknown) => error instanceof EngineError && error.code === code;

for (const [name, open] of Object.entries(transports)) {
  const connect = async (changes: Partial<Handlers> = {}, options: ClientOptions = {}): Promise<Connected> => {
    const pair = await open();
    const faults: unknown[] = [];
    const reported: unknown[] = [];
    const served = serve(pair.engine, sampleHandlers(changes), { report: (error) => reported.push(error) });
    const client = createClient(pair.page, { checkOutputs: true, onFault: (error) => faults.push(error), ...options });
    return {
      client,
      served,
      pair,
      faults,
      reported,
      async [Symbol.asyncDispose]() {
        client.close();
        await served.ended;
        await pair[Symbol.asyncDispose]();
      },
    };
  };

  suite(`contract over ${name}`, () => {
    test('every kind of method answers, with defaults filled in and text of any script', async () => {
      await using c = await connect();
      const page = await c.client.call('records.page', { view: {}, order: 'desc', start: { at: 'first' }, limit: 5 });
      assert.equal(page.rows[0]?.message, '연결이 끊어졌습니다');
      assert.equal(page.upTo, 0);
      const tick = await firstValue(c.client, 'cache.tick');
      assert.deepEqual(tick, emptyTick);
      const texts = (await all(c.client.stream('records.lines', lines(3)))).map((item) => item.text);
      assert.deepEqual(texts, ['0\n', '1\n', '2\n']);
      assert.deepEqual(c.faults, []);
    });

    test('calls are answered by id, not by order', async () => {
      const slow = Promise.withResolvers<void>();
      await using c = await connect({
        'records.fields': async (input) => {
          if (input.sample === 1) await slow.promise;
          return { sampled: input.sample, fields: [] };
        },
      });
      const first = c.client.call('records.fields', { view: {}, sample: 1 });
      assert.equal((await c.client.call('records.fields', { view: {}, sample: 2 })).sampled, 2);
      slow.resolve();
      assert.equal((await first).sampled, 1);
    });

    test('input that does not fit is refused with the place that does not', async () => {
      await using c = await connect();
      await assert.rejects(
        c.client.call('records.page', { view: {}, order: 'desc', start: { at: 'first' }, limit: 1001 }),
        (error) => isCode('bad-input')(error) && /records\.page: limit: .*1000/.test(String(error)),
      );
      await assert.rejects(all(c.client.stream('records.histogram', { view: {}, buckets: 0 })), isCode('bad-input'));
    });

    test('errors cross as data; a fault of ours is reported with its stack and told without it', async () => {
      const fault = new TypeError('x is not a function');
      await using c = await connect({
        'filter.check': () => {
          throw new EngineError({
            code: 'bad-filter',
            message: 'a value is missing',
            position: 4,
            expected: ['value'],
          });
        },
        'profiles.list': () => {
          throw fault;
        },
        'records.lines': async function* () {
          yield { text: 'a', records: 1 };
          throw fail('damaged', 'segment 3 is damaged');
        },
        'health.report': () => {
          throw fail('closed', 'the engine is closing');
        },
        'consumers.status': () => {
          throw fail('damaged', 'no consumers');
        },
      });
      await assert.rejects(
        c.client.call('filter.check', { filter: 'a:' }),
        (error) => error instanceof EngineError && error.data.position === 4 && error.data.expected?.[0] === 'value',
      );
      await assert.rejects(c.client.call('profiles.list', {}), isCode('internal'));
      assert.deepEqual(c.reported, [fault]);
      await assert.rejects(c.client.call('records.detail', { row: 9 }), /no record in row 9/);
      const got: string[] = [];
      await assert.rejects(async () => {
        for await (const item of c.client.stream('records.lines', lines(9))) got.push(item.text);
      }, isCode('damaged'));
      assert.deepEqual(got, ['a']);
      c.client.watch('consumers.status', () => assert.fail('no value'));
      await c.client.call('app.info', {});
      assert.equal(c.faults.length, 1, 'a watch that fails is told');
    });

    test('cancel reaches the handler of a call; the caller hears at once', async () => {
      const started = Promise.withResolvers<AbortSignal>();
      await using c = await connect({
        'cache.coverage': async (_, signal) => {
          started.resolve(signal);
          await once(signal, 'abort');
          signal.throwIfAborted();
          return { partitions: [], holes: [] };
        },
      });
      const abort = new AbortController();
      const answer = c.client.call('cache.coverage', {}, abort.signal);
      const signal = await started.promise;
      abort.abort();
      await assert.rejects(answer, isCode('cancelled'));
      await aborted(signal);
      await assert.rejects(c.client.call('app.info', {}, abort.signal), isCode('cancelled'));
      assert.deepEqual(c.reported, []);
    });

    test('a watch gives the value at once, skips to the latest, and stops', async () => {
      const tick = new Changing(emptyTick);
      await using c = await connect({ 'cache.tick': () => tick });
      const seen: number[] = [];
      const reached = Promise.withResolvers<void>();
      const stop = c.client.watch('cache.tick', (value) => {
        seen.push(value.newestRow);
        if (value.newestRow === 1000) reached.resolve();
      });
      await until(() => seen.length === 1);
      for (let i = 1; i <= 1000; i++) tick.set({ ...emptyTick, newestRow: i });
      await reached.promise;
      assert.ok(seen.length <= 3, `a thousand changes in one turn came as ${seen.length} values`);
      stop();
      await until(() => tick.subscribers.size === 0);
      tick.set({ ...emptyTick, newestRow: 2000 });
      await c.client.call('app.info', {});
      assert.equal(seen.at(-1), 1000);
    });

    test('a page that does not come to a value gets no other', async () => {
      const tick = new Changing(emptyTick);
      // A page without the acknowledging client: frames by hand.
      await using raw = await rawPair(open, sampleHandlers({ 'cache.tick': () => tick }));
      raw.send({ kind: 'watch', id: 1, method: 'cache.tick' });
      await until(() => raw.got.length === 1);
      for (let i = 1; i <= 3; i++) {
        tick.set({ ...emptyTick, newestRow: i });
        raw.send({ kind: 'call', id: 10 + i, method: 'app.info', input: {} });
        await until(() => raw.got.length === 1 + i);
      }
      assert.equal(raw.got.filter((frame) => frame.id === 1).length, 1);
      raw.send({ kind: 'credit', id: 1, credit: 1 });
      await until(() => raw.got.filter((frame) => frame.id === 1).length === 2);
      assert.equal(JSON.stringify(raw.got.at(-1)).includes('"newestRow":3'), true);
    });

    test('a stream is lossless and never runs further ahead than its window', async () => {
      let pulled = 0;
      let consumed = 0;
      let ahead = 0;
      await using c = await connect({
        'records.lines': async function* (input) {
          for (let i = 0; i < (input.limit ?? 0); i++) {
            pulled += 1;
            ahead = Math.max(ahead, pulled - consumed);
            yield { text: String(i), records: 1 };
          }
        },
      });
      for await (const item of c.client.stream('records.lines', lines(500))) {
        assert.equal(item.text, String(consumed));
        consumed += 1;
        // Give the engine every chance to run ahead.
        if (consumed % 50 === 0) await c.client.call('app.info', {});
      }
      assert.equal(consumed, 500);
      assert.ok(ahead <= STREAM_WINDOW, `${ahead} items were ahead`);
    });

    test('leaving the loop, or aborting while it waits, returns the generator', async () => {
      const returned: string[] = [];
      await using c = await connect({
        'records.lines': async function* (_, signal) {
          try {
            for (let i = 0; ; i++) yield { text: String(i), records: 1 };
          } finally {
            returned.push(signal.aborted ? 'aborted' : 'not aborted');
          }
        },
        'records.histogram': async function* (_, signal) {
          try {
            await once(signal, 'abort');
            yield histogram;
          } finally {
            returned.push('waiting');
          }
        },
      });
      for await (const item of c.client.stream('records.lines', lines(1))) if (item.text === '20') break;
      await until(() => returned.length === 1);
      const abort = new AbortController();
      const waiting = all(c.client.stream('records.histogram', { view: {}, buckets: 5 }, abort.signal));
      await c.client.call('app.info', {});
      abort.abort();
      await assert.rejects(waiting, isCode('cancelled'));
      await until(() => returned.length === 2);
      assert.deepEqual(returned, ['aborted', 'waiting']);
    });

    test('malformed frames and unknown methods are errors, never a crash', async () => {
      await using raw = await rawPair(open, sampleHandlers());
      const refused = async (message: string, id: number | null, pattern: RegExp) => {
        const before = raw.got.length;
        raw.sendText(message);
        await until(() => raw.got.length > before);
        const frame = raw.got.at(-1);
        assert.equal(frame?.kind, 'error');
        assert.equal(frame?.id, id);
        assert.match(frame?.error?.message ?? '', pattern);
      };
      await refused('', null, /not JSON/);
      await refused('{"kind":"call"', null, /not JSON/);
      await refused('[]', null, /not a request/);
      await refused('{"kind":"call","id":-1,"method":"app.info"}', null, /id/);
      await refused('{"kind":"call","id":1,"method":"constructor"}', 1, /no method "constructor"/);
      await refused('{"kind":"call","id":2,"method":"__proto__"}', 2, /no method/);
      await refused('{"kind":"call","id":3,"method":"cache.tick"}', 3, /is a watch/);
      await refused('{"kind":"stream","id":4,"method":"app.info","credit":1}', 4, /is a call/);
      await refused('{"kind":"stream","id":5,"method":"records.lines","credit":0}', null, /credit/);
      await refused(
        JSON.stringify({ kind: 'call', id: 6, method: 'app.info', input: 'x'.repeat(2_100_000) }),
        null,
        /at most/,
      );
      raw.send({ kind: 'cancel', id: 99 });
      raw.send({ kind: 'credit', id: 99, credit: 5 });
      raw.send({ kind: 'call', id: 7, method: 'app.info', input: {} });
      await until(() => raw.got.at(-1)?.id === 7);
      assert.equal(raw.got.at(-1)?.kind, 'value');
    });

    test('an id that is running may not be used again, and the one that runs goes on', async () => {
      const release = Promise.withResolvers<void>();
      const handlers = sampleHandlers({
        'cache.coverage': async () => {
          await release.promise;
          return { partitions: [], holes: [] };
        },
      });
      await using raw = await rawPair(open, handlers);
      raw.send({ kind: 'call', id: 1, method: 'cache.coverage' });
      raw.send({ kind: 'call', id: 1, method: 'app.info' });
      await until(() => raw.got.length === 1);
      assert.deepEqual([raw.got[0]?.kind, raw.got[0]?.id], ['error', null]);
      release.resolve();
      await until(() => raw.got.length === 2);
      assert.deepEqual([raw.got[1]?.kind, raw.got[1]?.id], ['value', 1]);
    });

    test('requests at once are bounded, and the bound is freed', async () => {
      let running = 0;
      let most = 0;
      const release = Promise.withResolvers<void>();
      await using c = await connect({
        'cache.coverage': async () => {
          most = Math.max(most, ++running);
          await release.promise;
          running -= 1;
          return { partitions: [], holes: [] };
        },
      });
      const answers = Array.from({ length: MAX_RUNNING + 5 }, () => c.client.call('cache.coverage', {}));
      const settled = Promise.allSettled(answers);
      await assert.rejects(answers.at(-1) ?? Promise.resolve(), isCode('busy'));
      release.resolve();
      const rejected = (await settled).filter((one) => one.status === 'rejected');
      assert.equal(rejected.length, 5);
      assert.equal(most, MAX_RUNNING);
      await c.client.call('app.info', {});
    });

    test('a request that is too large is refused before it is sent', async () => {
      await using c = await connect();
      const connection = { brokers: ['h:1'], tls: { enabled: true, ca: 'x'.repeat(2_100_000) } };
      await assert.rejects(c.client.call('connection.test', { connection }), /too many/);
      await c.client.call('app.info', {});
    });

    for (const side of ['page', 'engine'] as const) {
      test(`when the ${side} closes, everything on both sides ends`, async () => {
        const tick = new Changing(emptyTick);
        const signals: AbortSignal[] = [];
        let returned = 0;
        await using c = await connect({
          'cache.tick': () => tick,
          'cache.coverage': async (_, signal) => {
            signals.push(signal);
            await once(signal, 'abort');
            throw signal.reason;
          },
          'records.lines': async function* () {
            try {
              for (;;) yield { text: '', records: 0 };
            } finally {
              returned += 1;
            }
          },
        });
        c.client.watch('cache.tick', () => {});
        const call = c.client.call('cache.coverage', {});
        const iterator = c.client.stream('records.lines', lines(1))[Symbol.asyncIterator]();
        await iterator.next();
        await until(() => signals.length === 1 && tick.subscribers.size === 1);
        if (side === 'page') c.client.close();
        else c.served.close();
        await assert.rejects(call, isCode('closed'));
        await assert.rejects(async () => {
          for (;;) if ((await iterator.next()).done) break;
        }, isCode('closed'));
        assert.match(await c.client.closed, /./);
        await c.served.ended;
        assert.equal(signals[0]?.aborted, true);
        assert.equal(tick.subscribers.size, 0);
        assert.equal(returned, 1);
        await assert.rejects(c.client.call('app.info', {}), isCode('closed'));
        assert.deepEqual(c.faults, []);
        assert.deepEqual(c.reported, []);
      });
    }

    test('nothing stays behind: listeners on a shared signal, requests, subscriptions', async () => {
      const tick = new Changing(emptyTick);
      await using c = await connect({ 'cache.tick': () => tick });
      const abort = new AbortController();
      let listeners = 0;
      const { signal } = abort;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners += 1;
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      };
      for (let i = 0; i < 20; i++) {
        await c.client.call('app.info', {}, signal);
        await c.client.call('records.detail', { row: 1 }, signal).catch(() => {});
        for await (const _ of c.client.stream('records.lines', lines(20), signal)) break;
        await all(c.client.stream('records.lines', lines(20), signal));
      }
      assert.equal(listeners, 0);
      for (let i = 0; i < MAX_RUNNING * 2; i++) {
        const stop = c.client.watch('cache.tick', () => {});
        await c.client.call('app.info', {});
        stop();
      }
      await until(() => tick.subscribers.size === 0);
      assert.deepEqual(c.faults, []);
    });

    test('an answer that its schema denies is a fault in tests', async () => {
      await using c = await connect({
        'export.jobs': () => new Changing({ jobs: [] }),
        'profiles.list': () => JSON.parse('{"profiles":3}'),
      });
      await assert.rejects(c.client.call('profiles.list', {}), /profiles: .*array/);
    });
  });
}

type Frame = { kind: string; id: number | null; error?: { message: string } };

/** A server with a page that speaks by hand. */
async function rawPair(open: () => Promise<Pair>, handlers: Handlers) {
  const pair = await open();
  const served = serve(pair.engine, handlers);
  const got: Frame[] = [];
  pair.page.start({ message: (text) => got.push(JSON.parse(text)), closed: () => {} });
  return {
    got,
    sendText: (text: string) => pair.page.send(text),
    send: (frame: object) => pair.page.send(JSON.stringify(frame)),
    async [Symbol.asyncDispose]() {
      pair.page.close();
      await served.ended;
      await pair[Symbol.asyncDispose]();
    },
  };
}

function firstValue(client: Client, name: 'cache.tick') {
  return new Promise((resolve) => {
    const stop = client.watch(name, (value) => {
      stop();
      resolve(value);
    });
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const got: T[] = [];
  for await (const item of items) got.push(item);
  return got;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Resolves when the condition holds; the test's own time limit is the only one. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
