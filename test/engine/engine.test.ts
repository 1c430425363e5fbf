import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { EngineError } from '../../main/contract/errors.ts';
import { OpenSession } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { temporaryFolder } from '../store/folders.ts';
import { openApp } from './open-app.ts';

const SECOND = 1_000_000;

async function fill(folder: string): Promise<void> {
  await using writer = await openWriter(folder, { segmentRecords: 20 });
  const [app] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
  assert.ok(app);
  for (let from = 0; from < 50; from += 10)
    await send(writer, [
      makeBatch(
        app.slot,
        from,
        from + 10,
        Array.from({ length: 10 }, (_, i) => ({
          offset: from + i,
          time: (from + i) * SECOND,
          level: i === 0 ? 6 : 3,
          value: `{"service":"pay","msg":"order ${from + i}"}`,
        })),
      ),
    ]);
}

async function lastOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  let last: T | undefined;
  for await (const item of items) last = item;
  return last;
}

function failsWith(code: string, pattern: RegExp) {
  return (error: unknown) => error instanceof EngineError && error.code === code && pattern.test(error.message);
}

test('lines are the values as sent, also one that begins with a byte order mark', async () => {
  using folder = temporaryFolder();
  const values = ['\ufefffirst', '\ufeffsecond'];
  {
    await using writer = await openWriter(folder.path);
    const [app] = await writer.follow('cluster-a', [{ topic: 'app', partition: 0, start: 0 }]);
    assert.ok(app);
    const records = values.map((value, offset) => ({ offset, time: offset * SECOND, level: 3, value }));
    await send(writer, [makeBatch(app.slot, 0, values.length, records)]);
  }
  await using opened = await openApp({ cacheFolder: folder.path, mode: 'read' });
  const lines = await lastOf(opened.client.stream('records.lines', { view: {}, order: 'asc', format: 'text' }));
  assert.equal(lines?.text, values.map((value) => `${value}\n`).join(''));
});

test('a cache is answered from through the contract: counts, pages, one record, coverage', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using opened = await openApp({ cacheFolder: folder.path, version: '1.2.3' });
  const { client } = opened;
  const info = await client.call('app.info', {});
  assert.deepEqual([info.version, info.host, info.readOnly], ['1.2.3', 'command-line', false]);

  const all = await lastOf(client.stream('records.histogram', { view: {}, buckets: 10 }));
  assert.deepEqual([all?.total, all?.final, all?.upTo], [50, true, 50]);
  const errors = await lastOf(client.stream('records.histogram', { view: { filter: 'level >= error' }, buckets: 10 }));
  assert.equal(errors?.total, 5);

  const page = await client.call('records.page', {
    view: { filter: 'service: pay and "order 4"' },
    order: 'desc',
    start: { at: 'first' },
    limit: 3,
  });
  assert.deepEqual(
    page.rows.map((row) => row.message),
    ['order 49', 'order 48', 'order 47'],
  );
  const [first] = page.rows;
  assert.ok(first);
  const detail = await client.call('records.detail', { row: first.key.row });
  assert.equal(detail.value, '{"service":"pay","msg":"order 49"}');
  const { partitions } = await client.call('cache.coverage', {});
  assert.deepEqual(
    partitions.map((one) => [one.topic, one.partition, one.held, one.next, one.records]),
    [['app', 0, [[0, 50]], 50, 50]],
  );
});

test('a reading engine works beside the one that writes, and refuses to collect', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using _writing = await openApp({ cacheFolder: folder.path });
  await assert.rejects(openApp({ cacheFolder: folder.path }), failsWith('busy', /in use by another Tailwater/));
  await using reading = await openApp({ cacheFolder: folder.path, mode: 'read' });
  const all = await lastOf(reading.client.stream('records.histogram', { view: {}, buckets: 10 }));
  assert.equal(all?.total, 50);
  assert.equal((await reading.client.call('app.info', {})).readOnly, true);
  await assert.rejects(
    reading.client.call('session.open', { connection: { brokers: ['127.0.0.1:1'] }, topics: ['app'] }),
    failsWith('read-only', /open for reading only/),
  );
});

test('without a cache, what needs one says so', async () => {
  await using opened = await openApp({});
  await assert.rejects(
    opened.client.call('records.page', { view: {}, order: 'asc', start: { at: 'first' }, limit: 1 }),
    failsWith('not-found', /No cache is open/),
  );
});

test('a cache that is not there is not made by reading it', async () => {
  using folder = temporaryFolder();
  await assert.rejects(
    openApp({ cacheFolder: join(folder.path, 'nothing'), mode: 'read' }),
    failsWith('not-found', /nothing/),
  );
});

test('a broker that does not answer leaves a failed session with a reason, and the engine goes on', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using opened = await openApp({ cacheFolder: folder.path });
  const request = { connection: { brokers: ['127.0.0.1:1'] }, topics: ['app'] };
  await assert.rejects(opened.client.call('session.open', request), failsWith('unreachable', /127\.0\.0\.1:1/));
  const status = Promise.withResolvers<string>();
  const stop = opened.client.watch('session.status', (value) => {
    if (value.state === 'failed') status.resolve(value.error?.code ?? '');
  });
  assert.equal(await status.promise, 'unreachable');
  stop();
  const all = await lastOf(opened.client.stream('records.histogram', { view: {}, buckets: 10 }));
  assert.equal(all?.total, 50);
});

test('an opening that is cancelled, by its signal or by closing, ends there and leaves nothing', async () => {
  using folder = temporaryFolder();
  // Takes connections and never answers, as a host behind a firewall does.
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const session = OpenSession.parse({ connection: { brokers: [`127.0.0.1:${address.port}`] }, topics: ['app'] });
  const engine = await openEngine({ cacheFolder: folder.path, host: 'command-line', mode: 'write', version: '1' });
  const { 'session.open': open, 'session.close': close, 'session.status': status } = engine.handlers;
  const never = new AbortController().signal;
  const asked = async (): Promise<Socket> => (await once(server, 'connection'))[0];

  for (const cancel of [(abort: AbortController) => abort.abort(), () => void close({}, never)]) {
    const abort = new AbortController();
    const [opening, connection] = [open(session, abort.signal), asked()];
    const refused = assert.rejects(async () => opening, { code: 'cancelled' });
    const socket = await connection;
    const closed = once(socket.resume(), 'close');
    assert.equal(status().get().state, 'connecting');
    cancel(abort);
    await refused;
    await closed;
    assert.equal(status().get().state, 'idle');
  }
  // Cancelled before its turn: it does not even connect.
  await assert.rejects(async () => open(session, AbortSignal.abort()), { code: 'cancelled' });

  const [opening, connection] = [open(session, never), asked()];
  const refused = assert.rejects(async () => opening, { code: 'cancelled' });
  await connection;
  await engine.close();
  await refused;
  server.close();
});

test('a filter that does not parse is an error with its position', async () => {
  using folder = temporaryFolder();
  await fill(folder.path);
  await using opened = await openApp({ cacheFolder: folder.path });
  await assert.rejects(
    opened.client.call('records.page', {
      view: { filter: 'level: (error or' },
      order: 'asc',
      start: { at: 'first' },
      limit: 1,
    }),
    (error: unknown) => error instanceof EngineError && error.code === 'bad-filter' && error.data.position === 16,
  );
});
