// The bundles do what the sources do: threads are found, kafkajs and the codecs work from within, the app starts and ends.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { build, isStale, THREADS } from '../../build/build.ts';
import { type Cluster, startCluster } from '../../build/kafka.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
let work: string;
let dist: string;

before(async () => {
  // Within the checkout: the native packages are found above.
  await mkdir(join(root, 'out'), { recursive: true });
  work = await mkdtemp(join(root, 'out', 'test-'));
  dist = join(work, 'dist');
  await build(['main'], dist);
});
after(() => rm(work, { recursive: true, force: true }));

test('every thread that the sources start has its entry beside the bundle', () => {
  const started = globSync('main/**/*.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/startThread\(\s*import\.meta\.url,\s*'([\w-]+)'/g)].map(
      ([, name]) => name,
    ),
  );
  assert.ok(started.length > 0);
  assert.deepEqual([...new Set(started)].sort(), Object.keys(THREADS).sort());
  for (const name of Object.keys(THREADS)) assert.ok(existsSync(join(dist, 'main', `${name}.js`)), name);
});

test('a part is stale when a source is newer than it', async () => {
  const stamp = join(dist, 'main', '.built');
  const tomorrow = Date.now() / 1000 + 86_400;
  await utimes(stamp, tomorrow, tomorrow);
  assert.equal(isStale('main', dist), false);
  await utimes(stamp, 1, 1);
  assert.equal(isStale('main', dist), true);
  assert.equal(isStale('electron', dist), true, 'one that is not there');
});

test('the bundled command line collects from a real broker and answers from the cache', async () => {
  await using cluster: Cluster = await startCluster({
    listeners: { LOGIN: 'SASL_PLAINTEXT' },
    properties: {
      'sasl.enabled.mechanisms': 'OAUTHBEARER',
      'listener.name.login.oauthbearer.sasl.jaas.config':
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;',
    },
  });
  const kafka = new Kafka({ brokers: [cluster.bootstrap], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'app.logs', numPartitions: 2 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: 200 }, (_, i) => ({
    value: JSON.stringify({
      time: new Date(1_790_000_000_000 + i).toISOString(),
      level: i % 4 === 0 ? 'ERROR' : 'INFO',
      message: `request ${i}`,
    }),
  }));
  await producer.send({ topic: 'app.logs', compression: CompressionTypes.GZIP, messages });
  await producer.disconnect();

  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'an example' };
  const env = { ...process.env, ...keys };
  const cli = (...args: string[]) =>
    run(process.execPath, [join(dist, 'main', 'cli.js'), ...args], { timeout: 180_000, env });
  const cache = join(work, 'cache');
  await cli('collect', '--brokers', cluster.bootstrap, '--topics', 'app.logs', '--cache', cache, '--until-end');
  const { stdout } = await cli('query', '--cache', cache, '--filter', 'level: error', '--count');
  assert.equal(stdout.split('\n')[0], '50');

  // AWS's packages are CommonJS and loaded on demand: a token that is made, sent and refused shows that they are found.
  const login = ['--sasl-mechanism', 'aws-msk-iam', '--aws-region', 'ap-northeast-2'];
  const broker = `127.0.0.1:${cluster.brokers[0]?.listeners.LOGIN}`;
  await assert.rejects(cli('health', '--brokers', broker, ...login), /the broker refused the token \(invalid_token/);
});

test('npm start prints an address that opens the page, and ends well with Ctrl-C', async () => {
  const child = spawn(
    process.execPath,
    [join(root, 'build', 'start.ts'), '--no-open', '--cache', join(work, 'started')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url = /http:\S+/.exec(line)?.[0] ?? '';
    if (url !== '') break;
  }
  const entered = await fetch(url, { redirect: 'manual' });
  assert.equal(entered.status, 303);
  const page = await fetch(new URL('/', url), {
    headers: { cookie: entered.headers.getSetCookie()[0]?.split(';')[0] ?? '' },
  });
  assert.match(await page.text(), /<div id="root">/);
  child.kill('SIGINT');
  assert.deepEqual(await exited, [0, null]);
});
