// The health sampler with credentials that may read little, and whose login runs out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import type { Connection } from '../../main/contract/session.ts';
import { notesOf, pageLines } from '../../main/hosts/cli/health-page.ts';
import { exitCodeOf } from '../../main/hosts/cli/health-verdict.ts';
import { Admin } from '../../main/kafka/admin.ts';
import { createClient } from '../../main/kafka/client.ts';
import { sampleOnce } from '../../main/kafka/health-look.ts';
import { startHealthSampler } from '../../main/kafka/health-sampler.ts';

// kafkajs is CommonJS, and Node does not find these names by itself.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

let cluster: Cluster;
let anna: Connection;
/** He may see every group listed, and read none. */
let bert: Connection;

before(async () => {
  cluster = await startCluster({
    listeners: { LOGIN: 'SASL_PLAINTEXT' },
    properties: {
      'sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.login.plain.sasl.jaas.config':
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_anna="right" user_bert="right";',
      'connections.max.reauth.ms': 1_500,
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
    },
  });
  anna = {
    brokers: [`127.0.0.1:${cluster.brokers[0]?.listeners.LOGIN}`],
    sasl: { mechanism: 'plain', username: 'anna', password: 'right' },
  };
  bert = { ...anna, sasl: { mechanism: 'plain', username: 'bert', password: 'right' } };
  const admin = createClient({ brokers: [cluster.bootstrap] }, { role: 'suite' }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'seen' }, { topic: 'hidden' }] });
  const describe = (principal: string, resourceType: number, resourceName: string) => ({
    ...{ resourceType, resourceName, principal: `User:${principal}`, host: '*' },
    resourcePatternType: ResourcePatternTypes.LITERAL,
    operation: AclOperationTypes.DESCRIBE,
    permissionType: AclPermissionTypes.ALLOW,
  });
  await admin.createAcls({
    acl: [
      describe('anna', AclResourceTypes.TOPIC, 'seen'),
      describe('bert', AclResourceTypes.TOPIC, '*'),
      describe('bert', AclResourceTypes.CLUSTER, 'kafka-cluster'),
    ],
  });
  await admin.disconnect();
});
after(() => cluster?.stop());

test('what may not be read is unknown, and said', async () => {
  const report = await sampleOnce(anna, { group: 'any' });
  const [seen] = report.partitions;
  assert.equal(report.partitions.length, 1);
  assert.deepEqual([seen?.topic, seen?.highWatermark, seen?.minInsyncReplicas], ['seen', 0, null]);
  assert.deepEqual([seen?.position, seen?.group], [null, 'UNKNOWN']);
  assert.deepEqual([seen?.severity, ...(seen?.reasons.map(({ code }) => code) ?? [])], ['unknown', 'position-unknown']);
  assert.match(
    report.troubles.map((one) => one.message).join(' '),
    /offsets of group any could not be read: group authorization failed/,
  );
  assert.ok(report.brokers.every((broker) => !broker.controller));
});

test('groups and directories that may not be seen are missing, and it is said why', async () => {
  const look = await sampleOnce(anna, { groups: true });
  const [broker] = look.cluster.brokers;
  assert.deepEqual([broker?.state, broker?.directories], ['live', null]);
  assert.ok((broker?.metadataMs ?? 0) > 0);
  assert.deepEqual(
    look.cluster.topics.map(({ topic, configs }) => [topic, configs]),
    [['seen', null]],
  );
  assert.deepEqual([look.groups?.sees, look.groups?.groups], ['some', []]);
  const notes = notesOf(look).join('\n');
  assert.match(notes, /^Broker 1: These credentials may not read the log directories/m);
  assert.match(notes, /^Configuration of seen: These credentials may not read it/m);
  assert.match(notes, /^There may be groups that are not listed/m);
  // What may not be read is a dash.
  const page = pageLines(look, { all: false, columns: undefined, from: null }).join('\n');
  assert.match(page, /^ +1 +live +127\S+ +1 +1 +0 of 1 +[\d.]+ ms/m);
  assert.doesNotMatch(page, /LOG DIRECTORIES|\bkept\b/);
  // It may be too short a list; that directories and settings may not be read is no matter of health.
  assert.equal(exitCodeOf(look), 5);
  // Nobody asked for groups: nobody is told that they may not be seen.
  const without = await sampleOnce(anna, {});
  assert.equal(without.groups, null);
  assert.doesNotMatch(notesOf(without).join(), /groups/);
  assert.equal(exitCodeOf(without), 0);
});

test('a cluster where nobody has committed has no groups, and gets no topic for them', async () => {
  const everything = { brokers: cluster.bootstrap.split(',') };
  const look = await sampleOnce(everything, { groups: true });
  assert.ok(look.groups?.sampledAt);
  assert.deepEqual([look.groups.groups, look.groups.sees, notesOf(look)], [[], 'all', []]);
  await using admin = new Admin(everything, { role: 'test' });
  const { topics } = await admin.metadata(null);
  assert.ok(!topics.some(({ name }) => name === '__consumer_offsets'));
});

test('a group that is listed and may not be read is not healthy, and not said to have committed nothing', async () => {
  const admin = createClient({ brokers: [cluster.bootstrap] }, { role: 'suite' }).admin();
  await admin.connect();
  await admin.setOffsets({ groupId: 'secret', topic: 'seen', partitions: [{ partition: 0, offset: '0' }] });
  await admin.disconnect();
  const look = await sampleOnce(bert, { groups: true });
  assert.deepEqual(
    look.groups?.groups.map(({ summary }) => [summary.group, ...summary.reasons.map(({ code }) => code)]),
    [['secret', 'denied']],
  );
  assert.deepEqual([look.groups?.sees, look.groups?.troubles, exitCodeOf(look)], ['all', [], 5]);
  const page = pageLines(look, { all: true, columns: undefined, from: null }).join('\n');
  assert.match(page, /^GROUP secret {2}its positions are not known\nThese credentials may not read it/m);
  assert.doesNotMatch(page, /committed nothing/);
});

test('a topic that may not be seen is told from one that is missing', async () => {
  await assert.rejects(sampleOnce(anna, { topics: ['hidden'] }), {
    code: 'not-found',
    message: /hidden: topic authorization failed.*credentials/,
  });
});

test('a wrong password is denied, and not tried again', async () => {
  const wrong = { ...anna, sasl: { mechanism: 'plain', username: 'anna', password: 'wr0ng' } } as const;
  await assert.rejects(sampleOnce(wrong, {}), { code: 'denied', message: /anna failed.*Check user name/ });
});

test('a login that runs out is renewed without a gap', async () => {
  let first: number | undefined;
  await new Promise<void>((done, failed) => {
    const sampler = startHealthSampler({
      connection: anna,
      group: null,
      topics: ['seen'],
      intervalMs: 400,
      onChange: () => {
        const { error, sampledAt } = sampler.report();
        first ??= sampledAt ?? 0;
        if (error) sampler.close().then(() => failed(new Error(error.message)));
        else if ((sampledAt ?? 0) - first > 5_000_000) sampler.close().then(done);
      },
    });
  });
});
