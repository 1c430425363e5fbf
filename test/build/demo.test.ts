// The demo as a person runs it: it shows logs from a real Kafka, or from the capture, and leaves nothing behind.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { loadCapture } from '../../build/demo/capture.ts';
import { fetchPage, interruptGroup, runCli, type Started, startScript } from '../hosts/cli-run.ts';
import { temporaryFolder } from '../store/folders.ts';

const CAPTURE = join(import.meta.dirname, '..', '..', 'assets', 'sample-capture.ndjson.gz');
const demo = (args: string[], environment?: Record<string, string>) =>
  startScript('build/demo.ts', ['--no-open', ...args], environment);

/** Interrupts it as Ctrl-C does, and checks that it ended well. */
async function interrupt(started: Started): Promise<void> {
  interruptGroup(started);
  const { code, stdout, stderr } = await started.ended;
  assert.equal(code, 0, stderr);
  assert.match(stdout, /Ending…\n$/);
}

test('the bundled capture goes through parser and writer and comes out as it was', async () => {
  using folder = temporaryFolder();
  const cache = join(folder.path, 'cache');
  const wanted = gunzipSync(readFileSync(CAPTURE)).toString().trimEnd().split('\n');
  assert.equal(await loadCapture(CAPTURE, cache), wanted.length);
  const { stdout, stderr } = await runCli('query', '--cache', cache);
  // Arrival is now; time and level are what today's parser finds.
  const bare = (line: string) => ({ ...JSON.parse(line), arrivalTime: 0, time: 0, level: 0 });
  const id = (line: string) => line.slice(0, line.indexOf(',"time"'));
  const [found, sorted] = [stdout.trimEnd().split('\n').toSorted(), wanted.toSorted()];
  assert.deepEqual(found.map(id), sorted.map(id));
  for (const [index, line] of found.entries()) assert.deepEqual(bare(line), bare(sorted[index] ?? '{}'));
  assert.match(stderr, /^Complete on 31 of 31 partitions/);
});

test('without Java it says so and opens the capture instead', async () => {
  using started = demo([], { PATH: '/nonexistent' });
  const out = await started.seen('stdout', /Tailwater is at (\S+)/);
  assert.match(out, /Java 17 or newer is not installed/);
  assert.match(out, /Opening the bundled capture instead of a Kafka: [\d,]+ records/);
  assert.match(await fetchPage(/Tailwater is at (\S+)/.exec(out)?.[1] ?? ''), /<title>Tailwater/);
  const cache = /Cache: (\S+) \(removed at the end\)/.exec(out)?.[1] ?? assert.fail(out);
  assert.ok(existsSync(cache));
  await interrupt(started);
  assert.equal(existsSync(cache), false);
});

test('with Java it follows three real brokers, and Ctrl-C ends them', async () => {
  using folder = temporaryFolder();
  const cache = join(folder.path, 'cache');
  using started = demo(['--history', '2', '--rate', '20', '--cache', cache]);
  const out = await started.seen(
    'stdout',
    /records of the 2 minutes before are written[\s\S]*Tailwater is at|Tailwater is at[\s\S]*are written/,
  );
  const written = Number(/([\d,]+) records of the 2 minutes/.exec(out)?.[1]?.replaceAll(',', ''));
  assert.ok(written > 1000, out);
  // More than the history: live traffic follows it.
  for (let count = 0; count <= written; ) {
    const { stdout, stderr } = await runCli('query', '--cache', cache, '--count');
    count = Number(stdout);
    assert.ok(stdout !== '', stderr);
  }
  const ports = [...(/Brokers: (\S+)/.exec(out)?.[1] ?? '').matchAll(/:(\d+)/g)].map((match) => Number(match[1]));
  assert.equal(ports.length, 3);
  await interrupt(started);
  for (const port of ports) assert.equal(await answers(port), false);
});

test('a mistake in its options is told, with what there is', async () => {
  for (const args of [['--colour'], ['--rate', 'fast'], ['--port', '99999']]) {
    const { code, stderr } = await demo(args).ended;
    assert.match(stderr, /npm run demo -- \[options\]/);
    assert.equal(code, 2);
  }
});

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
