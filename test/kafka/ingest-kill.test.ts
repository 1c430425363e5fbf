// kill -9 in the middle of collecting, again and again: in the end every record is in the cache, once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import kafkajs from 'kafkajs';
import { startCluster } from '../../build/kafka.ts';
import { assertSame, collectAll, Kit, readCache, usingFolder, valuesOf } from './ingest-kit.ts';

const PARTITIONS = 4;
// Enough that a fast machine takes many ticks (100 ms each) for it: the kills must come in the middle.
const EACH = 90_000;
const KILLS = 5;

test('killed five times, every record once', async () => {
  await using folder = await usingFolder();
  await using cluster = await startCluster();
  await using kit = await Kit.connect(cluster.bootstrap);
  await kit.createTopic('killed', PARTITIONS);
  const sent = new Map<number, string[]>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const values = Array.from({ length: EACH }, (_, i) => `{"ts":"2026-01-01T00:00:00Z","n":"${partition}/${i}"}`);
    sent.set(partition, values);
    for (let at = 0; at < EACH; at += 1_000)
      await kit.produce('killed', partition, values.slice(at, at + 1_000), kafkajs.CompressionTypes.LZ4);
  }
  const counts: number[] = [];
  for (let kill = 1; kill <= KILLS; kill++)
    counts.push(await collectAndKill(cluster.bootstrap, folder.path, kill, (PARTITIONS * EACH * kill) / (KILLS + 2)));
  assert.ok(
    counts.some((count) => count > 0 && count < PARTITIONS * EACH),
    `killed at ${counts}`,
  );

  await collectAll(folder.path, kit.session(['killed']));
  assertSame(valuesOf(readCache(folder.path), 'killed'), sent);
});

/** Kills the process as soon as it says that it has so many records; returns how many it said. */
async function collectAndKill(bootstrap: string, folder: string, run: number, records: number): Promise<number> {
  // A group each, so that nobody waits for the session of a dead member to time out.
  const script = join(import.meta.dirname, 'ingest-child.ts');
  const child = spawn(process.execPath, [script, bootstrap, 'killed', folder, `tailwater-killed-${run}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    count = Number(line);
    if (count >= records && child.exitCode === null) child.kill('SIGKILL');
  }
  const [code, signal] = await exit;
  assert.equal(signal, 'SIGKILL', `ended by itself with ${code}`);
  return count;
}
