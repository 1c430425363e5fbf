// `health --for` ends when it says, whatever its looks do, and what people are told commands no terminal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../../main/contract/client.ts';
import type { ClusterLook } from '../../main/contract/look.ts';
import { memoryPair } from '../../main/contract/memory.ts';
import { serve } from '../../main/contract/server.ts';
import { lookFor } from '../../main/hosts/cli/health.ts';
import { printLines, say } from '../../main/hosts/cli/output.ts';
import { sampleHandlers } from '../contract/sample-handlers.ts';

const ASKED = { connection: { brokers: ['localhost:9092'] }, intervalSeconds: 1 };
const none = new AbortController().signal;

/** A client of looks that come after so many milliseconds, each with its number as the time; then none comes. */
async function looking(
  waits: number[],
  use: (client: ReturnType<typeof createClient>) => Promise<void>,
): Promise<void> {
  const look = await Promise.resolve(sampleHandlers()['health.sample'](ASKED, none));
  const handlers = sampleHandlers({
    'health.follow': async function* (_, signal): AsyncGenerator<ClusterLook> {
      for (const [i, ms] of waits.entries()) {
        await sleep(ms);
        yield { ...look, sampledAt: i };
      }
      // A broker that is silent: until nobody waits any more.
      await sleep(60_000, undefined, { signal, ref: false }).catch(() => undefined);
    },
  });
  const [page, engine] = memoryPair();
  serve(engine, handlers);
  await use(createClient(page));
  page.close();
}

test('a look that is under way at the end is given up, and the one before is told', async () => {
  await looking([0, 0], async (client) => {
    const { look, from } = await lookFor(client, ASKED, 0.3, none);
    assert.deepEqual([look.sampledAt, from?.partitions], [1, 0]);
  });
});

test('the first look is waited for', async () => {
  await looking([300], async (client) => {
    const { look, from } = await lookFor(client, ASKED, 0.05, none);
    assert.deepEqual([look.sampledAt, from?.partitions], [0, 0]);
  });
});

test('an interrupt is one', async () => {
  await looking([0], async (client) => {
    await assert.rejects(lookFor(client, ASKED, 60, AbortSignal.timeout(50)), { code: 'cancelled' });
  });
});

test('lines for people, on stdout and stderr, command no terminal', async (t) => {
  const written: string[] = [];
  const write = (text: string | Uint8Array, done?: unknown) => {
    written.push(String(text));
    if (typeof done === 'function') done();
    return true;
  };
  const mocks = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', write));
  await printLines(['a\x1b[2Jb', 'c\nd']);
  say('group g\x1b]0;x\x07: error\nnext');
  for (const one of mocks) one.mock.restore();
  assert.deepEqual(written, ['a\ufffd[2Jb\nc\ufffdd\n', 'group g\ufffd]0;x\ufffd: error\nnext\n']);
});
