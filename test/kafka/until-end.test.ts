// "Read to the end" is said only when every partition was read, also one that nobody could read at the start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCluster } from '../../build/kafka.ts';
import { collect, Kit, readCache, until, usingFolder } from './ingest-kit.ts';

test('a partition without a leader is waited for, by name', async () => {
  await using data = await usingFolder();
  await using folder = await usingFolder();
  await using cluster = await startCluster({ brokers: 3, folder: data.path });
  await using kit = await Kit.connect(cluster.bootstrap);
  const topics = [
    { topic: 'split', replicaAssignment: [1, 2, 3].map((id, partition) => ({ partition, replicas: [id] })) },
  ];
  await kit.admin.createTopics({ waitForLeaders: true, topics });
  for (const partition of [0, 1, 2]) await kit.produce('split', partition, [`from ${partition}`]);
  await cluster.stopBroker(3);
  {
    const session = kit.session(['split'], { untilEnd: true });
    await using collecting = await collect(folder.path, session, 500);
    const { supervisor, writer } = collecting;
    await until('what can be read', () => writer.tick().records === 2);
    assert.equal(supervisor.status().state, 'collecting');
    assert.match(JSON.stringify(supervisor.status().warnings), /split/);
    await cluster.startBroker(3);
    await until('the end', () => supervisor.status().state === 'ended');
  }
  assert.deepEqual(
    readCache(folder.path).map((record) => record.value),
    ['from 0', 'from 1', 'from 2'],
  );
});
