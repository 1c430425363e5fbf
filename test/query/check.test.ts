import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilterCheck } from '../../main/contract/records.ts';
import { checkFilter } from '../../main/query/check.ts';

test('the clauses of an and-filter have their texts and places', () => {
  const filter = 'level >= warn and service: (auth or billing) "connection reset"';
  const { ok, clauses } = FilterCheck.parse(checkFilter(filter));
  assert.ok(ok);
  assert.deepEqual(
    clauses.map(({ text }) => text),
    ['level >= warn', 'service: (auth or billing)', '"connection reset"'],
  );
  for (const { text, from, to } of clauses) assert.equal(filter.slice(from, to), text);
  assert.equal(checkFilter('a or b').clauses.length, 1);
  assert.deepEqual(checkFilter(' ').clauses, []);
});

test('words that a matching row shows are highlighted, others not', () => {
  assert.deepEqual(checkFilter('reset "by peer" not ok web*1 level:error reset').highlights, [
    'reset',
    'by peer',
    'web',
    '1',
  ]);
});

test('what KQL would read as any-of is offered, where the shape is there', () => {
  const suggestions = {
    'status:400 401 404': 'status:(400 or 401 or 404)',
    'level:error and status:400 401': 'level:error and status:(400 or 401)',
    'quick brown fox': '(quick or brown or fox)',
    'level: warn error': 'level:(warn or error)',
    'level: warn timeout': undefined,
    'status:400 and 401': undefined,
    'status:"400" 401': undefined,
    'quick and brown': undefined,
    'quick "brown fox"': undefined,
    'status:(400 or 401)': undefined,
  };
  for (const [filter, expected] of Object.entries(suggestions))
    assert.equal(checkFilter(filter).suggestion, expected, filter);
});

test('what does not parse is an answer, not an error', () => {
  const check = FilterCheck.parse(checkFilter('level: (error'));
  assert.equal(check.ok, false);
  assert.deepEqual([check.position, check.end], [7, 13]);
  assert.deepEqual(check.expected, [')']);
  assert.match(check.message ?? '', /parenthesis/);
});
