// The chips of a filter: what each change makes of it is read by the engine's own parser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFilter } from '../../main/query/check.ts';
import { parseFilter } from '../../main/query/grammar.ts';
import { type Change, changed, chipsOf, isNegated, placeOf } from '../../renderer/filter/clauses.ts';
import type { Off } from '../../renderer/state/place-text.ts';

type At = { filter: string; off: Off[] };
const change = ({ filter, off }: At, index: number, how: Change): At =>
  placeOf(changed(chipsOf(checkFilter(filter).clauses, off), index, how));

test('a condition is switched off and on again in its place', () => {
  const start = { filter: 'level >= warn and (a or b) and status: 500', off: [] };
  const off = change(start, 1, 'toggle');
  assert.deepEqual(off, { filter: 'level >= warn and status: 500', off: [{ at: 1, text: '(a or b)' }] });
  assert.deepEqual(change(off, 1, 'toggle'), start);
  const both = change(off, 0, 'toggle');
  assert.deepEqual(both, {
    filter: 'status: 500',
    off: [
      { at: 0, text: 'level >= warn' },
      { at: 1, text: '(a or b)' },
    ],
  });
  const none = change(both, 2, 'toggle');
  assert.equal(none.filter, '');
  assert.deepEqual(
    [0, 1, 2].reduce((at, i) => change(at, i, 'toggle'), none),
    start,
  );
});

test('one that is off can be dropped, and does not keep the others from it', () => {
  const off = { filter: 'a: 1', off: [{ at: 0, text: 'b: 2' }] };
  assert.deepEqual(change(off, 0, 'drop'), { filter: 'a: 1', off: [] });
  assert.deepEqual(change(off, 1, 'drop'), { filter: '', off: [{ at: 0, text: 'b: 2' }] });
  assert.deepEqual(chipsOf([], [{ at: 7, text: 'x' }]).length, 1, 'a place that is not there any more');
});

test('an "or" of its own is held together beside others', () => {
  const off = change({ filter: 'a or b', off: [] }, 0, 'toggle');
  assert.deepEqual(change({ ...off, filter: 'c' }, 0, 'toggle').filter, '(a or b) and c');
});

test('to exclude is to negate, and to include again gives the filter back', () => {
  for (const text of [
    'a: 1',
    'level >= warn',
    '"a or b"',
    '(a or b)',
    'status:(400 or 500)',
    'cidr(src.ip, 10.0.0.0/8)',
    'path:~"a or [(]b"',
    'word',
    'x\\(or',
  ]) {
    const start = { filter: `first and ${text}`, off: [] };
    const negated = change(start, 1, 'negate');
    const node = parseFilter(negated.filter);
    assert.equal(node.kind === 'and' && node.children[1]?.kind, 'not', negated.filter);
    assert.deepEqual(change(negated, 1, 'negate'), start);
  }
  for (const text of ['not a', '-a', '!a', 'NOT (a or b)', 'not"a"', '! a']) {
    assert.ok(isNegated(text), text);
    assert.notEqual(parseFilter(change({ filter: text, off: [] }, 0, 'negate').filter).kind, 'not', text);
  }
  const either = change({ filter: 'not a or b', off: [] }, 0, 'negate').filter;
  assert.equal(either, 'not (not a or b)', 'the "not" is of one side only');
});
