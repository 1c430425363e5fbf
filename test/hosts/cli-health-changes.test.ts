// What a watch that is not on a terminal says of two looks: a line for all of which the same is to be said, and none of what is not new.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupReason } from '../../main/contract/groups.ts';
import type { HealthReason, PartitionHealth } from '../../main/contract/health.ts';
import type { ClusterLook, GroupLook } from '../../main/contract/look.ts';
import { say, tell } from '../../main/contract/told.ts';
import { reason, worst } from '../../main/health/words.ts';
import { changes } from '../../main/hosts/cli/health-changes.ts';

const AT = 1_790_000_000_000_000;
const since = AT;
const held = (...of: Parameters<typeof reason>): HealthReason => ({ ...reason(...of), since });
const short = (missing: string) => held('under-replicated', { isr: 2, replicas: 3, missing });
const atMin = held('at-min-isr', { isr: 2, replicas: 3, minIsr: 2 });
const moved = held('not-preferred-leader', { leader: 1, preferred: 3, imbalancePercent: 33 });
const stop = (lag: number) => held('group-stop', { lag });
const early = (samples: number) => held('group-few-samples', { lag: 4, samples, needed: 5 }, 'unknown');
const GONE = '2 of 3 replicas in sync; missing: broker 3.';

function partition(topic: string, number: number, reasons: HealthReason[]): PartitionHealth {
  return {
    ...{ topic, partition: number, severity: worst(reasons.map((one) => one.severity)), reasons, since, leader: 1 },
    ...{ replicas: [1, 2, 3], isr: [1, 2], offlineReplicas: [], minInsyncReplicas: 2, logStart: 0, highWatermark: 9 },
    ...{ position: null, lagRecords: null, lagSeconds: null, lostRecords: 0, marginRecords: null, due: 'none' },
    ...{ producedPerSecond: null, consumedPerSecond: null, rates: [], group: 'UNKNOWN' },
  };
}
function group(name: string, members: number, status: 'OK' | 'UNKNOWN', reasons: GroupReason[] = []): GroupLook {
  const severity = worst(reasons.map((one) => one.severity));
  return {
    summary: {
      ...{ group: name, protocol: 'classic', protocolType: 'consumer', state: 'Stable', stateSince: AT, seenAt: AT },
      ...{ ours: false, members, idleMembers: 0, partitions: 1, status, severity, since, reasons, lagRecords: 4 },
      ...{ lagSeconds: null, lagExact: false, clearSeconds: null, shrinks: null, lostRecords: 0, lagLacking: 0 },
    },
    ...{ members: [], partitions: [] },
  };
}
/** By topic the reasons of each of its partitions. */
function look(
  topics: Record<string, HealthReason[][]>,
  more: { group?: string; groups?: GroupLook[] } = {},
): ClusterLook {
  const partitions = Object.entries(topics).flatMap(([topic, its]) => its.map((one, i) => partition(topic, i, one)));
  return {
    ...{ sampledAt: AT, error: null, troubles: [], clusterId: 'c', severity: 'ok', group: more.group ?? null },
    ...{ brokers: [], brokerLines: [], sampleTimes: [AT], partitions },
    cluster: { sampledAt: AT, error: null, mode: 'kraft', controllerId: 1, topics: [], brokers: [] },
    groups: { sampledAt: AT, error: null, troubles: [], sees: 'all', groups: more.groups ?? [] },
  };
}
const said = (before: ClusterLook, after: ClusterLook) =>
  changes(before, after).map((line) => line.replace('2026-09-21T14:13:20Z  ', ''));

test('partitions of a topic of which the same is said are one line', () => {
  const before = look({ 'app.auth': [[], [], [], [], []], audit: [[], []] });
  const after = look({
    'app.auth': [[short('3')], [short('3')], [short('2')], [short('3')], []],
    audit: [[short('3'), moved], [moved]],
  });
  assert.deepEqual(said(before, after), [
    `app.auth/0,1,3  ok -> warning  ${GONE}`,
    'app.auth/2  ok -> warning  2 of 3 replicas in sync; missing: broker 2.',
    `audit/0  ok -> warning  ${GONE}`,
  ]);
  assert.deepEqual(said(after, before), ['app.auth/0-3  warning -> ok', 'audit/0  warning -> ok']);
  assert.deepEqual(said(before, look({ 'app.auth': [[], [], [], [], []] })), ['audit/0,1  gone']);
});

test('of a status that stays only what is new, or what is no more, is said', () => {
  const [one, both] = [look({ app: [[short('3')]] }), look({ app: [[short('3'), atMin]] })];
  const more = '2 of 3 replicas in sync, 2 are required: one more failure stops writes.';
  assert.deepEqual(said(one, both), [`app/0  warning -> warning  ${more}`]);
  assert.deepEqual(said(both, one), [`app/0  warning -> warning  no more:  ${more}`]);
  // Nor is what is not known beside it.
  assert.deepEqual(said(one, look({ app: [[short('3'), held('min-isr-unknown', {})]] })), []);
  // What is no trouble comes and goes.
  assert.deepEqual(said(look({ app: [[moved]] }), look({ app: [[]] })), []);
  assert.deepEqual(said(one, look({ app: [[short('3'), moved]] })), []);
});

test('the readers of a group that was asked for are told apart, whatever the numbers of each', () => {
  const before = look({ app: [[], [], []] }, { group: 'g' });
  const after = look({ app: [[stop(4)], [stop(70)], [short('3')]] }, { group: 'g' });
  assert.deepEqual(said(before, after), [
    `app/2  ok -> warning  ${GONE}`,
    'group g in app/0,1  ok -> error  Nobody reads it any more: 4 records are waiting. (group g in app/0; the others alike)',
  ]);
});

test('of a reader whose log has an end that is not known it is not said that all is well', () => {
  const before = look({ app: [[stop(4)]] }, { group: 'g' });
  const [one] = look({ app: [[held('leader-silent', { leader: 3 })]] }).partitions;
  assert.ok(one);
  const after = { ...before, partitions: [{ ...one, position: 4, highWatermark: null }] };
  assert.deepEqual(said(before, after), [
    'app/0  ok -> error  Its leader, broker 3, does not answer.',
    'group g in app/0  error -> unknown',
  ]);
});

test('groups: of those alike one line, one member in the singular, and nothing of how many looks it takes', () => {
  const few = (samples: number): GroupReason => ({
    ...{ code: 'too-few', severity: 'unknown', since, told: tell(say('groups-too-few', { samples, needed: 5 })) },
  });
  const at = (samples: number) =>
    look(
      { app: [[early(samples)]] },
      { group: 'g', groups: [group('a', 1, 'UNKNOWN', [few(samples)]), group('b', 1, 'UNKNOWN', [few(samples)])] },
    );
  const judged = look({ app: [[]] }, { group: 'g', groups: [group('a', 1, 'OK'), group('b', 1, 'OK')] });
  assert.deepEqual(said(at(1), at(2)), []);
  assert.deepEqual(said(at(2), judged), [
    'group g in app/0  unknown -> ok',
    'group a, b  unknown UNKNOWN Stable, 1 member -> ok OK Stable, 1 member',
  ]);
  const joined = look({ app: [[]] }, { group: 'g', groups: [group('a', 1, 'OK'), group('b', 2, 'OK')] });
  assert.deepEqual(said(judged, joined), ['group b  ok OK Stable, 1 member -> ok OK Stable, 2 members']);
});
