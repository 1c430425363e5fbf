// What a session's cache adds to the health of a real cluster: how far behind others are by the records' own times, and what is kept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import { openEngine } from '../../main/engine.ts';
import { Kit, until, usingFolder } from './ingest-kit.ts';

let cluster: Cluster;
let kit: Kit;
before(async () => {
  cluster = await startCluster();
  kit = await Kit.connect(cluster.bootstrap);
  await kit.createTopic('followed');
});
after(async () => {
  await kit?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

test('another group is behind by the times of its records; what becomes of it is an event', async () => {
  // Of the past, so that no sample could tell their times.
  const startMs = Date.now() - 3_600_000;
  const messages = Array.from({ length: 60 }, (_, i) => ({
    value: `line ${i}`,
    timestamp: String(startMs + i * 7_000),
  }));
  await kit.producer.send({ topic: 'followed', messages });
  const partitions = [{ partition: 0, offset: '20' }];
  await kit.admin.setOffsets({ groupId: 'behind', topic: 'followed', partitions });
  await kit.admin.setOffsets({ groupId: 'later', topic: 'followed', partitions });
  await using folder = await usingFolder();
  const { signal } = new AbortController();
  const open = async () => {
    const opened = await openEngine({ cacheFolder: folder.path, host: 'browser', mode: 'write', version: 'test' });
    await opened.handlers['session.open'](kit.session(['followed']), signal);
    const groups = opened.handlers['groups.report']();
    const leave = groups.subscribe(() => undefined);
    const endOf = async (group: string) => {
      const asked = { from: null, to: null, kinds: ['group-state' as const], topics: null, limit: 10 };
      const { events } = await opened.handlers['health.events'](asked, signal);
      return events.find(({ values }) => values.group === group);
    };
    return { engine: opened, groups, leave, endOf };
  };
  const { engine, groups, leave, endOf } = await open();
  try {
    const found = () => groups.get().groups.find(({ group }) => group === 'behind');
    await until('the records are held', () => engine.handlers['cache.tick']().get().records === 60);
    await until('the group is looked at again', () => found()?.lagExact === true);
    assert.deepEqual([found()?.lagRecords, found()?.lagSeconds], [40, 39 * 7]);
    const [partition] = (await engine.handlers['groups.detail']({ group: 'behind' }, signal)).partitions;
    assert.deepEqual([partition?.lagExact, partition?.lagSeconds], [true, 39 * 7]);

    await kit.admin.deleteGroups(['behind']);
    await until('its end is kept', async () => (await endOf('behind')) !== undefined);
    const end = await endOf('behind');
    assert.deepEqual([end?.values, end?.notBefore], [{ group: 'behind', from: 'Empty', to: 'Dead' }, null]);
    leave();
  } finally {
    await engine.close();
  }

  await kit.admin.deleteGroups(['later']);
  const next = await open();
  try {
    await until('what ended between two sessions', async () => (await next.endOf('later')) !== undefined);
    assert.equal(typeof (await next.endOf('later'))?.notBefore, 'number');
    next.leave();
  } finally {
    await next.engine.close();
  }
});
