// Files of views: what is written can be read, and what is foreign, newer or broken is told apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SavedView } from '../../main/contract/views.ts';
import { clashes, mergeViews, readViews, writeViews } from '../../renderer/saved/views-file.ts';

const view = (name: string, place = '#/logs?q=level%3A+error&t=last%3A900&c=service'): SavedView => ({
  ...{ id: `id of ${name}`, name, place, widths: { service: 80 }, wrap: true, topic: 'app' },
});

test('what is written is read again, without ids', () => {
  const read = readViews(writeViews([view('오류'), view('b', '#/logs')]));
  assert.ok('views' in read);
  const { id: _, ...named } = view('오류');
  assert.deepEqual(read.views[0], named);
  assert.equal(read.views.length, 2);
});

test('other files are refused, and it is said why', () => {
  const file = (change: object) =>
    readViews(JSON.stringify({ ...JSON.parse(writeViews([view('a'), view('b')])), ...change }));
  const trouble = (read: ReturnType<typeof readViews>) => ('trouble' in read ? { ...read } : 'none');
  assert.deepEqual(trouble(readViews('')), { trouble: 'foreign' });
  assert.deepEqual(trouble(readViews('{"a": 1}')), { trouble: 'foreign' });
  assert.deepEqual(trouble(readViews('[]')), { trouble: 'foreign' });
  assert.deepEqual(trouble(file({ format: 'other' })), { trouble: 'foreign' });
  assert.deepEqual(trouble(file({ version: 2, views: 'of a shape to come' })), { trouble: 'newer' });
  assert.deepEqual(trouble(file({ views: [view('a'), { ...view('b'), wrap: 1 }] })), { trouble: 'broken', at: 2 });
  assert.deepEqual(trouble(file({ views: [view('a', '#/logs?t=yore')] })), { trouble: 'broken', at: 1 });
  assert.deepEqual(trouble(file({ views: [view('a', '#/exports')] })), { trouble: 'broken', at: 1 });
  assert.deepEqual(trouble(file({ views: [] })), { trouble: 'broken', at: 1 });
});

test('names that are taken are replaced, or both are kept', () => {
  const present = [view('a'), view('b'), view('b (2)')];
  const { id: _, ...added } = { ...view('b'), wrap: false };
  assert.deepEqual(clashes(present, [added, { ...added, name: 'c' }]), ['b']);
  const merged = (clash: 'replace' | 'both') =>
    mergeViews(present, [added, { ...added, name: 'c' }], clash, () => 'new').map(({ id, name }) => [id, name]);
  assert.deepEqual(merged('replace'), [
    ['id of b', 'b'],
    ['new', 'c'],
  ]);
  assert.deepEqual(merged('both'), [
    ['new', 'b (3)'],
    ['new', 'c'],
  ]);
});
