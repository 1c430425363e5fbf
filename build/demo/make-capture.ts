// Makes assets/sample-capture.ndjson.gz anew: the demo's hour, thinned out, through a real Kafka and our own export.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startCluster } from '../kafka.ts';
import { createTopics, startTraffic } from './produce.ts';
import { TOPICS } from './traffic.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MINUTES = 60;
const SHARE = 0.01;

const folder = await mkdtemp(join(tmpdir(), 'tailwater-capture-'));
try {
  await using cluster = await startCluster({ brokers: 3 });
  await createTopics(cluster.bootstrap);
  {
    await using traffic = startTraffic(cluster.bootstrap, MINUTES, SHARE);
    console.log(`${await traffic.history} records`);
  }
  const [cache, out] = [join(folder, 'cache'), join(folder, 'capture.ndjson')];
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, [join(ROOT, 'main', 'hosts', 'cli.ts'), ...args], { stdio: 'inherit' });
  const topics = Object.keys(TOPICS).join(',');
  cli('collect', '--brokers', cluster.bootstrap, '--topics', topics, '--cache', cache, '--until-end');
  cli('export', '--cache', cache, '--format', 'ndjson', '--out', out);
  await writeFile(join(ROOT, 'assets', 'sample-capture.ndjson.gz'), gzipSync(await readFile(out), { level: 9 }));
} finally {
  await rm(folder, { recursive: true });
}
