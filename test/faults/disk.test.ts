// The cache's own side: a disk that fills, a file that is damaged, a reader that stays open under full ingest.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { open, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../build/demo/random.ts';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { Kit } from '../kafka/ingest-kit.ts';
import { openCache, reached, verify } from './cache.ts';
import { Collecting } from './collecting.ts';
import { fault, until } from './fault.ts';
import { Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { isLong } from './seeds.ts';
import { SessionProcess } from './session-process.ts';

const MEGABYTE = 1_048_576;
const PAGE_BYTES = 8192;
/** The bound on the WAL, and what one more transaction, of at most 20,000 records or 4 MiB, can add to it. */
const WAL_BOUND_BYTES = (64 + 16) * MEGABYTE;
/** At most: from a smaller backlog, or on a faster machine, it is shorter. */
const LONG_READ_MS = 60_000;
const RSS_BOUND_BYTES = 900 * MEGABYTE;

let cluster: Cluster;
let kit: Kit;

async function producing(
  topic: string,
  random: Random,
  more: { recordsPerSecond: number; bytes?: number; batch?: number },
) {
  await kit.createTopic(topic, 3);
  const ledger = new Ledger();
  const load = new Load({ bootstrap: cluster.bootstrap, ledger, random, topic, partitions: 3, ...more });
  return { ledger, load, session: { connection: { brokers: [cluster.bootstrap] }, topics: [topic] } };
}

/** Only a privileged process on Linux can have a file system of its own. */
const mayMount = (() => {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

describe('files', () => {
  before(async () => {
    cluster = await startCluster();
    kit = await Kit.connect(cluster.bootstrap);
  });
  after(async () => {
    await kit?.[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  if (!mayMount) test('a disk that fills', { skip: 'no file system can be mounted here' }, () => undefined);
  else
    fault('a disk that fills', async ({ random, folder }) => {
      const tried = isLong ? 4 : 1;
      const {
        ledger,
        load: idle,
        session,
      } = await producing('full', random, { recordsPerSecond: 3_000, bytes: 3_000 });
      await using load = idle;
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${48 * (tried + 1)}m`, 'tailwater-test', folder]);
      try {
        for (let i = 0; i < tried; i++) await writeFile(join(folder, `filler-${i}`), Buffer.alloc(48 * MEGABYTE));
        const cache = join(folder, 'cache');
        {
          await using collecting = await Collecting.start(cache, session);
          for (let i = 0; i < tried; i++) {
            load.start();
            await until('the disk is full', () => collecting.status().state === 'paused');
            assert.equal(collecting.status().error?.code, 'disk-full');
            await load.stop();
            await rm(join(folder, `filler-${i}`));
            await until('it goes on', () => collecting.status().state === 'collecting');
          }
          await collecting.reaches(ledger);
        }
        return { tried, verdicts: [await verify(cache, ledger)] };
      } finally {
        execFileSync('umount', ['-l', folder]);
      }
    });

  fault('a file that is damaged', async ({ random, folder }) => {
    const {
      ledger,
      load: idle,
      session,
    } = await producing('damaged', random, { recordsPerSecond: isLong ? 3_000 : 1_000 });
    await using load = idle.start();
    const tried = isLong ? 20 : 3;
    for (let turn = 0; turn < tried; turn++) {
      await using child = new SessionProcess(folder, session);
      await child.stores(500);
      await sleep(random.int(0, 500));
      await child.kill();
      await damage(folder, random);
    }
    await load.stop();
    await using last = new SessionProcess(folder, session);
    await reached([folder], ledger);
    await last.close();
    const aside = globSync('*.damaged', { cwd: folder }).length;
    return { tried, verdicts: [await verify(folder, ledger)], note: `${aside} files set aside` };
  });

  fault('a long reader under full ingest', async ({ random, folder }) => {
    // In the short form as many bytes as in 300,000 of the long one's records, which is more than the WAL may have.
    const [backlog, bytes, batch] = isLong ? [8_000_000, 150, 3_000] : [120_000, 520, 1_000];
    const full = { recordsPerSecond: 0, bytes, batch };
    const { ledger, load: idle, session } = await producing('long', random, full);
    await using load = idle;
    // Before, and not meanwhile: a producer on the same cores would take what the ingest is to have.
    await load.fill(backlog);
    await load.stop();
    await using child = new SessionProcess(folder, session);
    await child.stores(5_000);
    let [wal, rss] = [0, 0];
    const { records: before = 0 } = child.told ?? {};
    const started = performance.now();
    {
      // Readers that take one piece and then hold what they have: of this process, and of the one that writes.
      await using cache = await openCache(folder, 'read');
      const lines = cache.client.stream('records.lines', { view: {}, order: 'asc', format: 'ndjson' });
      const iterator = lines[Symbol.asyncIterator]();
      assert.ok(!(await iterator.next()).done);
      child.command('hold-reader');
      const end = Date.now() + LONG_READ_MS;
      while (Date.now() < end && (child.told?.records ?? 0) < backlog) {
        await sleep(200);
        for (const file of globSync('*-wal', { cwd: folder }))
          wal = Math.max(wal, statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0);
        rss = Math.max(rss, child.told?.rssBytes ?? 0);
      }
      await iterator.return?.(undefined);
    }
    const seconds = (performance.now() - started) / 1000;
    const stored = (child.told?.records ?? 0) - before;
    await reached([folder], ledger);
    await child.close();
    const megabytes = (bytes: number) => `${Math.round(bytes / MEGABYTE)} MB`;
    const note = `WAL ${megabytes(wal)} at most, memory ${megabytes(rss)} at most, ${Math.round(stored / seconds)} records/s for ${Math.round(seconds)} s`;
    assert.ok(wal > 0 && wal <= WAL_BOUND_BYTES, note);
    assert.ok(rss > 0 && rss <= RSS_BOUND_BYTES, note);
    return { tried: 1, verdicts: [await verify(folder, ledger)], note };
  });
});

/** Pages of the newest segment are blanked, or its end is cut off: what SQLite's own check can see. */
async function damage(folder: string, random: Random): Promise<void> {
  const name = globSync('segment-*.db', { cwd: folder }).sort().at(-1);
  assert.ok(name);
  const path = join(folder, name);
  const pages = Math.floor(statSync(path).size / PAGE_BYTES);
  if (pages < 2) return;
  if (random.chance(0.3)) return truncate(path, random.int(1, pages - 1) * PAGE_BYTES - random.int(0, 4_000));
  const file = await open(path, 'r+');
  for (let i = random.int(1, 5); i > 0; i--)
    await file.write(Buffer.alloc(PAGE_BYTES), 0, PAGE_BYTES, random.int(0, pages - 1) * PAGE_BYTES);
  await file.close();
}
