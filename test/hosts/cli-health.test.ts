// What `health` prints of a real cluster of three brokers on two racks, with groups that read and that do not, until a broker is killed.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Consumer } from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { deleteRecords, makeTopics } from '../../build/kafka-topics.ts';
import { ClusterLook } from '../../main/contract/look.ts';
import { Kit, until } from '../kafka/ingest-kit.ts';
import { runCli, startCli } from './cli-run.ts';

let cluster: Cluster;
let kit: Kit;
let reading: Consumer;
/** A name that takes two columns a letter. */
const WIDE = '정산-배치';
const health = (...args: string[]) => runCli('health', '--brokers', cluster.bootstrap, ...args);
/** A pipe that says it is a terminal: what is drawn then is the same. */
const TERMINAL = '--import=data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:120,rows:24})';

before(async () => {
  cluster = await startCluster({
    ...{ brokers: 3, racks: ['a', 'a', 'b'] },
    properties: { 'auto.leader.rebalance.enable': false },
  });
  kit = await Kit.connect(cluster.bootstrap);
  const assigned = (...replicas: number[][]) => replicas.map((one, partition) => ({ partition, replicas: one }));
  const config = (some: Record<string, string>) => Object.entries(some).map(([name, value]) => ({ name, value }));
  const topics = [
    {
      ...{ topic: 'app.auth', replicaAssignment: assigned([1, 3, 2], [3, 1, 2], [2, 3, 1]) },
      configEntries: config({ 'min.insync.replicas': '2', 'retention.ms': '172800000', 'cleanup.policy': 'delete' }),
    },
    // More than are told each by itself.
    { topic: 'many', replicaAssignment: assigned(...Array.from({ length: 20 }, () => [1, 3])) },
    { topic: 'health.lost', replicaAssignment: assigned([1]) },
    { topic: 'waits', replicaAssignment: assigned([2]) },
  ];
  await kit.admin.createTopics({ topics, waitForLeaders: false });
  await makeTopics(
    kit.admin,
    topics.map(({ topic, replicaAssignment }) => ({ topic, numPartitions: replicaAssignment.length })),
  );
  for (const partition of [0, 1, 2]) await kit.produce('app.auth', partition, ['one', 'two', 'three']);
  for (const topic of ['health.lost', 'waits'])
    await kit.produce(
      topic,
      0,
      Array.from({ length: 10 }, (_, i) => `${i}`),
    );
  reading = kit.client.consumer({ groupId: 'reads', maxWaitTimeInMs: 100 });
  await reading.connect();
  await reading.subscribe({ topics: ['app.auth'], fromBeginning: true });
  await reading.run({ eachMessage: async () => undefined, autoCommitInterval: 200 });
  await until('all is read', async () => {
    const [found] = await kit.admin.fetchOffsets({ groupId: 'reads', topics: ['app.auth'] });
    return found?.partitions.length === 3 && found.partitions.every(({ offset }) => offset === '3');
  });
  await kit.admin.setOffsets({ groupId: WIDE, topic: 'waits', partitions: [{ partition: 0, offset: '4' }] });
});
after(async () => {
  await reading?.disconnect();
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

test('a page of brokers, topics, partitions and groups, and the same as JSON', async () => {
  const { stdout, stderr, code } = await health('--topics', 'app.auth');
  assert.equal(code, 0, stderr + stdout);
  assert.match(stdout, /^cluster \S+: ok at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(KRaft, controller \d\)$/m);
  assert.match(stdout, /^3 brokers: ok; 1 topic: ok; 3 partitions: ok; 1 group: ok$/m);
  assert.match(stdout, /^BROKERS {2}leaders and replicas of the topics looked at, .*\nbroker .* leads missed /m);
  // Its rack, leaders, replicas, what it does not lead of what prefers it, how fast it answered, and its version.
  assert.match(stdout, /^ +3 +live +(controller +)?127\.0\.0\.1:\d+ +b +1 +3 +0 of \d+ +[\d.]+ ms +\S+/m);
  assert.match(stdout, /^ +3 +\S+broker-3\S+ +ok +\d+ +[\d.]+ \S+ +[\d.,]+ [GT]iB +[\d.,]+ [GT]iB +\d+ %$/m);
  // Where a setting is of the topic itself it says so.
  assert.match(stdout, /^app\.auth +ok +3 +3 +2\* +2 d\* +delete\* +producer +1 GiB /m);
  assert.match(stdout, /^PARTITIONS {2}all 3 are healthy/m);
  assert.match(stdout, /^reads +ok +OK +Stable +classic +1 +127\.0\.0\.1 +3 +0 +0/m);
  assert.doesNotMatch(stdout, /LOOK AT NEXT/);
  assert.equal((await health('--topics', 'app.auth', '--all')).stdout.match(/^app\.auth\/[012] +ok /gm)?.length, 6);

  const json = JSON.parse((await health('--topics', 'app.auth', '--json')).stdout);
  assert.deepEqual(
    json.partitions.map((one: { partition: number; highWatermark: number }) => [one.partition, one.highWatermark]),
    [0, 1, 2].map((partition) => [partition, 3]),
  );
  const look = ClusterLook.parse(json);
  assert.deepEqual(
    look.cluster.brokers.map(({ rack, state }) => [rack, state]),
    ['a', 'a', 'b'].map((rack) => [rack, 'live']),
  );
  assert.deepEqual(
    look.brokerLines.map(({ id, replicas, outOfSync, leaderSkew }) => [id, replicas, outOfSync, leaderSkew]),
    [1, 2, 3].map((id) => [id, 3, 0, null]),
  );
  assert.deepEqual(
    look.groups?.groups.map(({ summary, members, partitions }) => [summary.group, members.length, partitions.length]),
    [['reads', 1, 3]],
  );
  assert.deepEqual(json.verdict, { severity: 'ok', partitions: 'ok', brokers: 'ok', topics: 'ok', groups: 'ok' });
});

test('groups that wait come first, with what to do said once, and columns line up under wide letters', async () => {
  const { stdout, code } = await health('--topics', 'app.auth,waits');
  assert.equal(code, 3);
  const [, groups = ''] = stdout.split('\nGROUPS\n');
  const [head = '', first = '', second = ''] = groups.split('\n');
  assert.match(
    first,
    /^정산-배치 +warning +UNKNOWN +Empty +classic +0 +1 +6 .*It has no member, and 6 records wait\.$/,
  );
  assert.match(second, /^reads +ok/);
  // Four letters of two columns each and a hyphen: four characters fewer than it takes.
  assert.equal(first.indexOf('warning') + 4, head.indexOf('status'));
  assert.match(stdout, /^- Start its consumers, or see why they left\. {2}\[empty: group 정산-배치\]$/m);
  assert.match(stdout, /^Rates, and whether a group reads, cannot be told from one look: use --watch, or --for/m);
  // One who does not ask for groups is not told of them, by the exit code either.
  const without = await health('--topics', 'app.auth,waits', '--no-groups');
  assert.equal(without.code, 0, without.stdout);
  assert.doesNotMatch(without.stdout, /GROUP/);
});

test('one group: its members, and where it is in each partition', async () => {
  const { stdout, code } = await health('--group', 'reads');
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^GROUP reads {2}1 member\nclient +host +reads\n\S+ +127\.0\.0\.1 +app\.auth\/0-2$/m);
  assert.equal(stdout.match(/^app\.auth\/[012] +ok +OK +3 +3 +0 +0 .*$/gm)?.length, 3);
  // Topics that it does not read say nothing of it.
  assert.doesNotMatch(stdout, /committed nothing|정산/);
  const waits = await health('--group', WIDE, '--topics', 'waits');
  assert.equal(waits.code, 3);
  assert.match(
    waits.stdout,
    /^waits\/0 +warning +UNKNOWN +4 +10 +6 .*Nobody is in the group: 6 records are waiting\./m,
  );
});

test('the code of what could not be learned, and of what was asked wrongly', async () => {
  const partly = await health('--topics', 'app.auth,no.such.topic');
  assert.match(partly.stderr, /no\.such\.topic: unknown topic/);
  assert.equal(partly.code, 5);
  const mistyped = await health('--topics', 'app.auth', '--group', 'nobody');
  assert.equal(mistyped.code, 5, mistyped.stderr);
  assert.match(mistyped.stdout, /^GROUP nobody {2}no broker lists it: see whether its name is right/m);
  assert.match(mistyped.stdout, /; 3 partitions: ok; group nobody: no broker lists it$/m);
  assert.match(mistyped.stdout, /^PARTITIONS {2}all 3 are healthy/m);
  assert.doesNotMatch(mistyped.stdout, /committed nothing|LOOK AT NEXT/);
  assert.equal((await health('--interval', '2')).code, 2);
  assert.equal((await health('--for', '2', '--interval', '3')).code, 2);
  assert.equal((await health('--group', 'reads', '--no-groups')).code, 2);
});

test('--for tells rates, and --watch what changes, and both end well', async () => {
  const producing = setInterval(() => void kit.produce('app.auth', 0, ['more']).catch(() => undefined), 100);
  const rates = await health('--topics', 'app.auth', '--for', '3', '--interval', '1', '--json');
  clearInterval(producing);
  const [first] = ClusterLook.parse(JSON.parse(rates.stdout)).partitions;
  assert.ok((first?.producedPerSecond ?? 0) > 0, rates.stdout);

  await kit.admin.setOffsets({ groupId: 'lost', topic: 'health.lost', partitions: [{ partition: 0, offset: '1' }] });
  const args = ['health', '--brokers', cluster.bootstrap, '--topics', 'health.lost', '--group', 'lost'];
  using watching = startCli([...args, '--watch', '--interval', '1']);
  // Nobody is in it, and records wait: that is said at once, before a second look could tell whether somebody commits.
  await watching.seen('stdout', /^health\.lost\/0 +warning.*Nobody is in the group: 9 records/m);
  await deleteRecords(kit.admin, 'health.lost', [{ partition: 0, offset: '4' }]);
  await watching.seen('stdout', /group lost in health\.lost\/0 {2}\w+ -> error {2}.*3 records were deleted/);
  // The group's own line, too.
  await watching.seen('stdout', /T\d\d:\d\d:\d\dZ {2}group lost {2}.* -> error .*3 records were deleted by retention/);
  watching.child.kill('SIGINT');
  const { code, stdout } = await watching.ended;
  assert.equal(code, 4);
  // The page once, and then only what changed.
  assert.equal(stdout.match(/^cluster /gm)?.length, 1);
  const once = await runCli(...args);
  assert.equal(once.code, 4, once.stderr);
  using lines = startCli([...args, '--watch', '--interval', '1', '--json']);
  const [line = ''] = (await lines.seen('stdout', /\n.*\n/)).split('\n');
  assert.equal(JSON.parse(line).partitions[0].lostRecords, 3);
  lines.child.kill('SIGINT');
  assert.equal((await lines.ended).code, 4);
});

test('on a terminal the page is drawn anew on a screen of its own, and fits', async () => {
  const [home, line, pageEnd] = ['\x1b[H', '\x1b[2K', '\x1b[J'];
  const args = ['health', '--brokers', cluster.bootstrap, '--watch', '--interval', '1'];
  using watching = startCli(args, { NODE_OPTIONS: TERMINAL });
  await watching.seen('stdout', /(Kcluster [\s\S]*){3}/);
  watching.child.kill('SIGINT');
  const { stdout, code } = await watching.ended;
  assert.equal(code, 4);
  assert.ok(stdout.startsWith(`\x1b[?1049h\x1b[?25l${home}${line}cluster `), stdout.slice(0, 100));
  const [drawn = '', kept = ''] = stdout.split('\x1b[?1049l\x1b[?25h');
  const frames = drawn.split(home).slice(1);
  for (const frame of frames) {
    const lines = frame.replace(`\r\n${pageEnd}`, '').split('\r\n');
    assert.ok(lines.length <= 24, `${lines.length} lines`);
    for (const one of lines) assert.ok(one.startsWith(line) && one.length <= line.length + 120, one);
  }
  // What is wrong is there, though it is among the last of the page.
  assert.match((frames.at(-1) ?? '').replaceAll(line, ''), /^lost +error/m);
  // What was seen last stays, whole.
  assert.match(kept, /^cluster [\s\S]*\n\nBROKERS {2}all 3 are healthy[\s\S]*\nGROUPS\n[\s\S]*\nLOOK AT NEXT\n/);
  assert.ok(!kept.includes('\x1b'));
});

test('serve --metrics has groups, brokers and topics', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-cli-health-'));
  const token = 'a-token-of-24-characters';
  using serving = startCli(
    ['serve', '--cache', folder, '--brokers', cluster.bootstrap, '--topics', 'app.auth', '--metrics'],
    { TAILWATER_METRICS_TOKEN: token },
  );
  const url = (await serving.seen('stdout', /\n/)).trim();
  const scrape = async () => {
    const headers = { authorization: `Bearer ${token}` };
    return await (await fetch(new URL('/metrics', url), { headers })).text();
  };
  let text = '';
  const wanted = [
    /^tailwater_up 1$/m,
    /^tailwater_group_sum_lag_records\{group="정산-배치"\} 6$/m,
    /^tailwater_group_lag_records\{group="정산-배치",topic="waits",partition="0"\} 6$/m,
    /^tailwater_group_members\{group="reads"\} 1$/m,
    /^tailwater_group_status\{group="lost"\} 3$/m,
    /^tailwater_broker_layout_info\{broker="3",state="live",rack="b",release="[^"]+"\} 1$/m,
    /^tailwater_broker_metadata_seconds\{broker="1"\} 0\.\d+$/m,
    /^tailwater_log_directory_free_bytes\{broker="2",path="[^"]+"\} \d+$/m,
    /^tailwater_topic_retention_seconds\{topic="app\.auth"\} 172800$/m,
    /^tailwater_topic_retention_bytes\{topic="app\.auth"\} \+Inf$/m,
    /^tailwater_consumer_worker_fetch_wait_seconds\{group="[^"]+",worker="\d+"\} [\d.]+$/m,
    /^tailwater_consumer_workers\{group="[^"]+",state="consuming"\} [1-9]$/m,
  ];
  await until('all of it is there', async () => {
    text = await scrape();
    return wanted.every((one) => one.test(text));
  });
  // No series twice: Prometheus takes none of them then.
  const series = text.match(/^tailwater_\S+ (?=[^ ]+$)/gm) ?? [];
  assert.equal(new Set(series).size, series.length);
  serving.child.kill('SIGTERM');
  assert.equal((await serving.ended).code, 0);
  await rm(folder, { recursive: true, force: true });
});

test('a broker is frozen: what it does not tell is not known, what the others tell is, and nobody waits for long', async () => {
  // Its coordinator may be that one: it would look for it for minutes before it leaves.
  await reading.disconnect();
  // Brokers ask the controller in their turn: without it every look takes far longer.
  const { controllerId } = ClusterLook.parse(JSON.parse((await health('--no-groups', '--json')).stdout)).cluster;
  const frozen = controllerId === 3 ? 2 : 3;
  cluster.signal(frozen, 'SIGSTOP');
  try {
    const from = performance.now();
    const { stdout, code } = await health();
    assert.ok(performance.now() - from < 30_000, stdout);
    assert.equal(code, 4, stdout);
    const [silent, live] = [new RegExp(`^ +${frozen} +silent `, 'm'), new RegExp(`^ +${5 - frozen} +live `, 'm')];
    assert.match(stdout, silent);
    assert.match(stdout, live);
    assert.match(stdout, new RegExp(`Its leader, broker ${frozen}, does not answer`));
    assert.match(stdout, /^3 brokers: 1 error; /m);
    assert.doesNotMatch(stdout, /not looked at yet/);
  } finally {
    cluster.signal(frozen, 'SIGCONT');
  }
});

test('a broker is killed: it is told as down, and what is said of many partitions once', async () => {
  await cluster.stopBroker(3, 'SIGKILL');
  let page = await health('--no-groups');
  await until('the cluster knows, and others lead', async () => {
    page = await health('--no-groups');
    return /^ +3 +down/m.test(page.stdout) && /^app\.auth\/0-2 /m.test(page.stdout);
  });
  const { stdout, code } = page;
  assert.equal(code, 4);
  assert.match(stdout, /^3 brokers: (\d warnings?, )?1 error/m);
  assert.match(
    stdout,
    /^ +3 +down +- .*It holds 23 replicas of the topics looked at, and is not among the live brokers\./m,
  );
  assert.match(stdout, /^PARTITIONS {2}23 of 25 need a look/m);
  assert.match(stdout, /^many\/0-19 +20 +warning +1 +3 .*1 of 2 replicas in sync; missing: broker 3\.$/m);
  assert.match(
    stdout,
    /^app\.auth\/0-2 +3 +warning .*2 of 3 replicas in sync, 2 are required: one more failure stops writes\./m,
  );
  assert.equal(stdout.match(/Start it, or look at its disk and network\./g)?.length, 1);
  assert.match(stdout, /\[under-replicated: app\.auth\/0-2, many\/0-19\]$/m);
  const all = await health('--no-groups', '--all');
  assert.equal(all.stdout.match(/^many\/\d+ +warning +1 +1,3 +1 /gm)?.length, 20);
});
