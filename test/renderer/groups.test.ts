// The table of all groups: the order of its lines, and lag in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupSummary } from '../../main/contract/groups.ts';
import { groupLines } from '../../renderer/health/group-lines.ts';
import { lagWords } from '../../renderer/health/lag-words.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en } from '../../renderer/ui/messages/en.ts';

const line = (group: string, more: Partial<GroupSummary> = {}): GroupSummary => ({
  ...{ group, protocol: 'classic', protocolType: 'consumer', state: 'Stable', stateSince: 0, ours: false, members: 1 },
  ...{ seenAt: 0, lagLacking: 0 },
  ...{ idleMembers: 0, partitions: 1, status: 'OK', severity: 'ok', since: 0, reasons: [] },
  ...{ lagRecords: 0, lagSeconds: 0, lagExact: false, clearSeconds: 0, shrinks: null, lostRecords: 0 },
  ...more,
});
const GROUPS = [
  line('orders', { lagRecords: 5 }),
  line('audit', { severity: 'unknown', lagRecords: null }),
  line('billing', { severity: 'error', status: 'STALL', lagRecords: 90, clearSeconds: null, shrinks: false }),
  line('mail', { severity: 'warning', lagRecords: 5, clearSeconds: 30 }),
];
const names = (find: string, key: Parameters<typeof groupLines>[2]['key'], descending: boolean) =>
  groupLines(GROUPS, find, { key, descending })
    .map(({ group }) => group)
    .join(' ');

test('problems first; unknown numbers last either way; what never clears takes longest', () => {
  assert.equal(names('', 'status', true), 'billing mail audit orders');
  assert.equal(names('', 'lag', true), 'billing mail orders audit');
  assert.equal(names('', 'lag', false), 'mail orders billing audit');
  assert.equal(names('', 'clear', true), 'billing mail audit orders');
  assert.equal(names('', 'name', false), 'audit billing mail orders');
  assert.equal(names(' IL l', 'name', false), 'billing mail');
});

test('what is not known is a dash, never a nought', () => {
  const format = createFormat('en', 'utc');
  const words = (more: Partial<GroupSummary>) => Object.values(lagWords(line('g', more), en, format)).join(' | ');
  assert.equal(words({}), '0 | – | –');
  assert.equal(words({ lagRecords: null, lagSeconds: null, clearSeconds: null }), '– | – | –');
  assert.equal(
    words({ lagRecords: 1200, lagSeconds: 90, clearSeconds: 8, shrinks: true }),
    '1,200 | ≈ 1 min 30 s | ≈ 8 s',
  );
  assert.equal(
    words({ lagRecords: 1200, lagSeconds: 90, lagExact: true, clearSeconds: 8 }),
    '1,200 | 1 min 30 s | ≈ 8 s',
  );
  assert.equal(words({ lagRecords: 7, lagSeconds: null, clearSeconds: null, shrinks: false }), '7 | – | not shrinking');
  const stays = { lagRecords: 7, lagSeconds: 2, clearSeconds: null, shrinks: false };
  assert.equal(words(stays), '7 | ≈ 2 s | –', 'one that keeps up is always a little behind');
  assert.equal(words({ ...stays, status: 'WARN' }), '7 | ≈ 2 s | not shrinking');
});
