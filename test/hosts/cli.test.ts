// The command line against a real broker and a real cache: what was produced is what comes out, record by record.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { fetchPage, runCli, startCli } from './cli-run.ts';
import { createTopic, makeRecords, type Produced, produce } from './ledger.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const START_MS = Date.UTC(2026, 5, 1, 12);
const COUNT = 3000;
let cluster: Cluster;
let folder: string;
let cache: string;
const ledger: Produced[] = [];
const next = { 'app.auth': new Map<number, number>(), 'audit.login': new Map<number, number>() };

before(async () => {
  cluster = await startCluster({ brokers: 1 });
  folder = await mkdtemp(join(tmpdir(), 'tailwater-cli-'));
  cache = join(folder, 'cache');
  await createTopic(cluster.bootstrap, 'app.auth', 3);
  await createTopic(cluster.bootstrap, 'audit.login', 2);
  ledger.push(...makeRecords('app.auth', 3, COUNT, START_MS, next['app.auth']));
  ledger.push(...makeRecords('audit.login', 2, 200, START_MS, next['audit.login']));
  await produce(cluster.bootstrap, ledger);
});
after(async () => {
  await cluster?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const topics = 'app.auth,audit.login';
const collectArgs = () => [
  'collect',
  '--brokers',
  cluster.bootstrap,
  '--topics',
  topics,
  '--cache',
  cache,
  '--workers',
  '2',
];

test('collect --until-end copies everything and ends with 0, nothing on stdout', async () => {
  const { code, stdout, stderr } = await runCli(...collectArgs(), '--until-end');
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /Read to the end: 3,200 records more, 3,200 \(/);
});

test('query prints every record as it was produced, oldest first', async () => {
  const { code, stdout, stderr } = await runCli('query', '--cache', cache);
  assert.equal(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n').map(parseLine);
  compare(
    lines.map(({ record }) => record),
    ledger,
  );
  const times = lines.map(({ time }) => time);
  assert.deepEqual(times, times.toSorted());
  assert.match(stderr, /^Complete on 5 of 5 partitions/);
});

test('query --count prints the number alone', async () => {
  const { code, stdout } = await runCli('query', '--cache', cache, '--count');
  assert.equal(stdout, `${ledger.length}\n`);
  assert.equal(code, 0);
});

test('query filters by words, by topic and by time', async () => {
  const count = async (...args: string[]) =>
    Number((await runCli('query', '--cache', cache, '--count', ...args)).stdout);
  const has = (text: string) => ledger.filter(({ value }) => value?.toString().includes(text)).length;
  assert.equal(await count('--filter', '"결제가 완료"'), has('결제가 완료'));
  assert.equal(await count('--filter', 'IllegalStateException'), has('IllegalStateException'));
  assert.equal(await count('--topics', 'audit.login'), 200);
  const [since, until] = [START_MS + 5_000, START_MS + 10_000];
  const span = ['--since', new Date(since).toISOString(), '--until', new Date(until).toISOString()];
  assert.equal(await count(...span), ledger.filter(({ timeMs }) => timeMs >= since && timeMs < until).length);
  assert.equal(await count('--since', '15m'), 0);
});

test('query --order desc --limit prints the newest first, and so many', async () => {
  const { stdout } = await runCli(
    'query',
    '--cache',
    cache,
    '--order',
    'desc',
    '--limit',
    '10',
    '--topics',
    'app.auth',
  );
  const found = stdout.trimEnd().split('\n').map(parseLine);
  const wanted = ledger
    .filter(({ topic }) => topic === 'app.auth')
    .slice(-10)
    .toReversed();
  assert.deepEqual(
    found.map(({ record }) => id(record)),
    wanted.map(id),
  );
});

test('query --histogram adds up to the count, in every format', async () => {
  const run = (format: string) => runCli('query', '--cache', cache, '--histogram', '20', '--format', format);
  const buckets = (await run('ndjson')).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.ok(buckets.length > 1 && buckets.length <= 20, `${buckets.length} buckets`);
  const sum = (numbers: unknown[]) => numbers.reduce((total: number, n) => total + Number(n), 0);
  assert.equal(sum(buckets.map(({ total }) => total)), ledger.length);
  for (const { total, levels } of buckets) assert.equal(sum(Object.values(levels)), total);
  const [, ...rows] = (await run('csv')).stdout.trimEnd().split('\r\n');
  assert.equal(sum(rows.map((row) => row.split(',')[2])), ledger.length);
  const text = (await run('text')).stdout.trimEnd().split('\n');
  assert.deepEqual(
    text.map((line) => Number(line.split(/ +/)[1])),
    buckets.map(({ total }) => total),
  );
});

test('query --format text prints the values as they were sent', async () => {
  const { stdout } = await runCli('query', '--cache', cache, '--format', 'text', '--topics', 'audit.login');
  const wanted = ledger.filter(({ topic }) => topic === 'audit.login');
  let at = 0;
  for (const { value, offset } of wanted) {
    const text = `${value?.toString() ?? ''}\n`;
    assert.equal(stdout.slice(at, at + text.length), text, `offset ${offset}`);
    at += text.length;
  }
  assert.equal(at, stdout.length);
});

test('export writes what query prints, and only under its final name when it is whole', async () => {
  for (const format of ['ndjson', 'csv', 'text']) {
    const out = join(folder, `all.${format}`);
    const exported = await runCli('export', '--cache', cache, '--format', format, '--out', out);
    assert.equal(exported.code, 0, exported.stderr);
    assert.equal(exported.stdout, '');
    assert.match(exported.stderr, /3,200 records \(.*\) in .*Complete on 5 of 5 partitions/);
    const printed = await runCli('query', '--cache', cache, '--format', format);
    assert.equal(await readFile(out, 'utf8'), printed.stdout);
  }
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.part')),
    [],
  );
});

test('export refuses what cannot be written, says why, and leaves what is there', async () => {
  const run = (out: string, ...more: string[]) =>
    runCli('export', '--cache', cache, '--format', 'text', '--out', out, '--filter', 'nothing-has-this', ...more);
  const out = join(folder, 'all.text');
  const before = await readFile(out);
  for (const [path, message] of [
    [out, /exists already/],
    [folder, /is a folder/],
    [join(folder, 'no', 'such', 'x'), /does not exist: create it/],
    [join(out, 'x'), /is not a folder/],
  ] as const) {
    const { code, stdout, stderr } = await run(path);
    assert.match(stderr, message);
    assert.equal(stdout, '');
    assert.equal(code, 1);
  }
  assert.deepEqual(await readFile(out), before);
  assert.equal((await run(out, '--force')).code, 0);
  assert.equal((await readFile(out)).length, 0);
});

test('a filter that does not parse is marked at its place: exit code 2', async () => {
  const { code, stdout, stderr } = await runCli('query', '--cache', cache, '--filter', 'level >= and x');
  const lines = stderr.split('\n');
  const shown = lines.indexOf('  level >= and x');
  assert.ok(shown > 0, stderr);
  assert.match(lines[shown + 1] ?? '', /^ +\^+$/);
  assert.equal(stdout, '');
  assert.equal(code, 2);
});

test('a reader that goes away early, as head does, is no failure', async () => {
  using started = startCli(['query', '--cache', cache, '--format', 'ndjson']);
  await started.seen('stdout', /\n/);
  started.child.stdout?.destroy();
  const { code, stderr } = await started.ended;
  assert.doesNotMatch(stderr, /EPIPE|Error/);
  assert.equal(code, 0);
});

test('messages that nobody reads any more do not end the work', async () => {
  using started = startCli(['query', '--cache', cache, '--count']);
  started.child.stderr?.destroy();
  const { code, stdout } = await started.ended;
  assert.match(stdout, /^\d+\n$/);
  assert.equal(code, 0);
});

test('collect follows until Ctrl-C, ends with 0, and the next one goes on from there', async () => {
  const more = makeRecords('app.auth', 3, 300, START_MS + 60_000, next['app.auth']);
  using started = startCli(collectArgs());
  await started.seen('stderr', /Following app\.auth, audit\.login \(5 partitions\)/);
  await produce(cluster.bootstrap, more);
  ledger.push(...more);
  // Another process may read the cache while this one fills it.
  let count = 0;
  while (count < ledger.length) {
    const { code, stdout, stderr } = await runCli('query', '--cache', cache, '--count');
    assert.equal(code, 0, stderr);
    count = Number(stdout);
  }
  assert.equal(count, ledger.length);
  started.child.kill('SIGINT');
  const { code, stdout, stderr } = await started.ended;
  assert.match(stderr, /Stopped: 300 records more, 3,500 \(/);
  assert.equal(stdout, '');
  assert.equal(code, 0);

  const last = makeRecords('app.auth', 3, 100, START_MS + 70_000, next['app.auth']);
  await produce(cluster.bootstrap, last);
  ledger.push(...last);
  const again = await runCli(...collectArgs(), '--until-end');
  assert.match(again.stderr, /Read to the end: 100 records more, 3,600 \(/);
  const { stdout: all } = await runCli('query', '--cache', cache);
  compare(
    all
      .trimEnd()
      .split('\n')
      .map((line) => parseLine(line).record),
    ledger,
  );
});

test('a cache that is being written by another process is busy, and says by whom', async () => {
  using started = startCli(collectArgs());
  await started.seen('stderr', /Following/);
  const { code, stderr } = await runCli(...collectArgs(), '--until-end');
  assert.equal(code, 1);
  assert.ok(stderr.includes(String(started.child.pid)), stderr);
  started.child.kill('SIGTERM');
  assert.equal((await started.ended).code, 0);
});

test('a topic that does not exist is named, and nothing is created', async () => {
  const args = ['--brokers', cluster.bootstrap, '--topics', 'no.such.topic', '--cache', join(folder, 'other')];
  const { code, stderr } = await runCli('collect', ...args, '--until-end');
  assert.match(stderr, /no\.such\.topic/);
  assert.equal(code, 1);
  const { stdout } = await runCli('health', '--brokers', cluster.bootstrap, '--json');
  assert.ok(!stdout.includes('no.such.topic'));
});

test('fill fetches what the cache does not hold, and collect goes on where it would have', async () => {
  const filled = join(folder, 'filled');
  const fill = (...what: string[]) =>
    runCli('fill', '--brokers', cluster.bootstrap, '--topics', 'app.auth', '--cache', filled, ...what);
  const stored = async () =>
    (await runCli('query', '--cache', filled)).stdout
      .trimEnd()
      .split('\n')
      .map((line) => parseLine(line).record);
  const all = ledger.filter(({ topic }) => topic === 'app.auth');
  const at = (second: number) => START_MS + second * 1000;
  const tenSeconds = ['--since', new Date(at(10)).toISOString(), '--until', new Date(at(20)).toISOString()];
  const { code, stdout, stderr } = await fill(...tenSeconds);
  assert.match(stderr, /Fetched: 1,000 records \(.* from the brokers\) in 1,000 of 1,000 offsets/);
  assert.match(stderr, /It has \d+ holes/);
  assert.equal(stdout, '');
  assert.equal(code, 0);
  compare(
    await stored(),
    all.filter(({ timeMs }) => timeMs >= at(10) && timeMs < at(20)),
  );

  // New topics are collected from their end on: there is nothing more yet.
  const collected = await runCli(
    ...['collect', '--brokers', cluster.bootstrap, '--topics', 'app.auth', '--cache', filled, '--until-end'],
  );
  assert.match(collected.stderr, /Read to the end: 0 records more, 1,000 \(/);

  const whole = await fill('--holes');
  assert.match(whole.stderr, /It has no holes\./);
  assert.equal(whole.code, 0);
  compare(await stored(), all);

  const beyond = await fill('--offsets', 'app.auth/0:0-10,app.auth/0:0-99999999');
  assert.match(beyond.stderr, /^tailwater: Partition 0 of app\.auth is read live from offset/m);
  assert.equal(beyond.code, 1);
  assert.equal((await fill()).code, 2);
});

test('serve prints an address that shows the app, beside a process that fills the cache, too', async () => {
  using collecting = startCli(collectArgs());
  await collecting.seen('stderr', /Following/);
  using reading = startCli(['serve', '--cache', cache]);
  const url = (await reading.seen('stdout', /\n/)).trim();
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/\?token=\S+$/);
  assert.match(await fetchPage(url), /<title>Tailwater/);
  await reading.seen('stderr', /opened for reading only/);
  collecting.child.kill('SIGINT');
  assert.equal((await collecting.ended).code, 0);

  // The port is another server's: that is no reason to open the cache differently.
  const taken = await runCli('serve', '--cache', cache, '--port', new URL(url).port);
  assert.match(taken.stderr, /^tailwater: .*in use/);
  assert.equal(taken.code, 1);
  reading.child.kill('SIGINT');
  assert.equal((await reading.ended).code, 0);
});

test('serve with brokers collects while it shows', async () => {
  const more = makeRecords('app.auth', 3, 60, START_MS + 80_000, next['app.auth']);
  await produce(cluster.bootstrap, more);
  ledger.push(...more);
  using serving = startCli(['serve', '--cache', cache, '--brokers', cluster.bootstrap, '--topics', topics]);
  await serving.seen('stdout', /\n/);
  for (let count = 0; count < ledger.length; )
    count = Number((await runCli('query', '--cache', cache, '--count')).stdout);
  serving.child.kill('SIGTERM');
  assert.equal((await serving.ended).code, 0);
});

// Without the start script's mark it would install packages, which is no test's to do.
const installed = existsSync(join(ROOT, 'node_modules', '.tailwater-lock'));
test('the script of package.json runs it, quietly', { skip: !installed }, async () => {
  const npm = spawn('npm', ['run', '-s', 'tailwater', '--', 'query', '--cache', cache, '--count'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  npm.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const code = await new Promise((resolve) => npm.once('close', resolve));
  assert.equal(stdout, `${ledger.length}\n`);
  assert.equal(code, 0);
});

function parseLine(line: string): { record: Produced; time: string } {
  const { topic, partition, offset, time, brokerTime, headers, ...rest } = JSON.parse(line);
  const bytes = (name: 'key' | 'value') => {
    const base64 = rest[`${name}Base64`];
    if (base64 !== undefined) return Buffer.from(base64, 'base64');
    return rest[name] === null ? null : Buffer.from(rest[name]);
  };
  const list: { name: string; value?: string; valueBase64?: string }[] = headers;
  const record: Produced = {
    ...{ topic, partition, offset, key: bytes('key'), value: bytes('value'), timeMs: Date.parse(brokerTime) },
    headers: list.map(({ name, value, valueBase64 }) => [
      name,
      value === undefined ? Buffer.from(valueBase64 ?? '', 'base64') : Buffer.from(value),
    ]),
  };
  return { record, time };
}

function id({ topic, partition, offset }: Produced): string {
  return `${topic}/${partition}/${String(offset).padStart(9, '0')}`;
}

/** The same records, each once, whatever their order. */
function compare(found: Produced[], wanted: Produced[]): void {
  const order = (a: Produced, b: Produced) => (id(a) < id(b) ? -1 : 1);
  const [sortedFound, sortedWanted] = [found.toSorted(order), wanted.toSorted(order)];
  assert.equal(sortedFound.length, sortedWanted.length);
  for (const [index, record] of sortedFound.entries()) assert.deepEqual(record, sortedWanted[index]);
}
