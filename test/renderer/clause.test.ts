// Clauses that the page writes are read by the engine's own parser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '../../main/query/grammar.ts';
import { addClause, clause, joinClauses, phrase, within } from '../../renderer/state/clause.ts';

const VALUES = [
  'auth-api',
  'connection reset',
  '연결 끊김',
  'a"b\\c',
  'and',
  'NOT',
  '-1',
  '10.2.3.4',
  '2026-11-23T14:02:11Z',
  'web*',
  '',
  ' ',
  'a:b>c<d(e)[f]{g}',
  '[1 TO 5]',
  'line\nbreak\ttab',
  '"',
  '\\',
  '~x',
  '!x',
  '>=5',
];
const FIELDS = ['service', 'a.b.c', 'with space', 'odd:name', 'k8s/label', 'not', 'header.x-id', '_key', 'a"b', 'a(b)'];

test('a clause means this field and exactly this value', () => {
  for (const field of FIELDS) {
    for (const value of VALUES) {
      const node = parseFilter(clause(field, value));
      const where = `${field} / ${JSON.stringify(value)} as ${clause(field, value)}`;
      assert.equal(node.kind, 'match', where);
      assert.deepEqual(node.kind === 'match' && node.field.parts, [field], where);
      assert.ok(node.kind === 'match' && node.test.op === 'is', where);
      assert.deepEqual(node.test.literal.parts, [value], where);
    }
  }
});

test('an excluded value is a negated clause', () => {
  for (const value of VALUES) assert.equal(parseFilter(clause('host', value, true)).kind, 'not');
});

test('a phrase is searched as text, whatever is in it', () => {
  // An empty text is no filter at all, and is never searched.
  for (const value of VALUES.filter((one) => one !== '')) {
    const node = parseFilter(phrase(value));
    assert.ok(node.kind === 'term', value);
    assert.deepEqual(node.literal.parts, [value]);
  }
});

test('a clause is added to what is there, which keeps its meaning', () => {
  assert.equal(addClause('', 'a: 1'), 'a: 1');
  assert.equal(addClause(' b: 2 ', 'a: 1'), 'b: 2 and a: 1');
  assert.equal(addClause('b: 2 or c: 3', 'a: 1'), '(b: 2 or c: 3) and a: 1');
  assert.equal(addClause('b: 2 and a: 1', 'a: 1'), 'b: 2 and a: 1', 'the same is not added twice');
});

test('clauses are joined, and each keeps its meaning', () => {
  assert.equal(joinClauses([]), '');
  assert.equal(joinClauses(['a or b']), 'a or b');
  assert.equal(
    joinClauses(['(a or b)', 'c or d', '"e or f"', 'g: (1 or 2)', 'x-or']),
    '(a or b) and (c or d) and "e or f" and g: (1 or 2) and x-or',
  );
});

test('within the results of a filter, another one is begun', () => {
  assert.equal(within('level: error or x'), '(level: error or x) and ');
  assert.equal(within(' word '), 'word and ');
  assert.equal(within('(a or b)'), '(a or b) and ');
  assert.equal(within('(a) or (b)'), '((a) or (b)) and ');
});
