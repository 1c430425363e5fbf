// Who gets which partitions: evenly, and with as few moves as that takes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assign, type Member, type Owned } from '../../main/kafka/sticky-assigner.ts';

const partitions = (topic: string, count: number): Owned[] =>
  Array.from({ length: count }, (_, partition) => ({ topic, partition }));
const member = (id: string, owned: Owned[] = [], more: Partial<Member> = {}): Member => ({
  id,
  topics: ['a', 'b'],
  owned,
  generation: 1,
  ...more,
});
const sizes = (result: Map<string, Owned[]>) => [...result.values()].map((one) => one.length).sort();
const all = (result: Map<string, Owned[]>) =>
  [...result.values()]
    .flat()
    .map((one) => `${one.topic}${one.partition}`)
    .sort();

test('evenly, every partition once', () => {
  const wanted = [...partitions('a', 5), ...partitions('b', 3)];
  const result = assign([member('x'), member('y'), member('z')], wanted);
  assert.deepEqual(sizes(result), [2, 3, 3]);
  assert.deepEqual(all(result), wanted.map((one) => `${one.topic}${one.partition}`).sort());
  assert.deepEqual(sizes(assign([member('x'), member('y')], partitions('a', 1))), [0, 1]);
});

test('each keeps what it had: a newcomer takes its share, a leaver leaves its own', () => {
  const wanted = partitions('a', 6);
  const joined = assign([member('x', wanted.slice(0, 3)), member('y', wanted.slice(3)), member('z')], wanted);
  assert.deepEqual(joined.get('x'), wanted.slice(0, 2));
  assert.deepEqual(joined.get('y'), wanted.slice(3, 5));
  const left = assign(
    [
      member('x', wanted.slice(0, 2)),
      member(
        'z',
        [wanted[2], wanted[5]].flatMap((one) => one ?? []),
      ),
    ],
    wanted,
  );
  assert.deepEqual(left.get('x')?.slice(0, 2), wanted.slice(0, 2));
  assert.deepEqual(left.get('z')?.slice(0, 2), [wanted[2], wanted[5]]);
  assert.deepEqual(sizes(left), [3, 3]);
});

test('what two claim stays with the later generation; what nobody wants, or is gone, is left out', () => {
  const wanted = partitions('a', 2);
  const result = assign([member('old', wanted, { generation: 3 }), member('new', wanted, { generation: 7 })], wanted);
  assert.equal(all(result).length, 2);
  assert.deepEqual(sizes(result), [1, 1]);
  assert.deepEqual(
    all(
      assign([member('x', [{ topic: 'gone', partition: 9 }], { topics: ['a'] })], [...wanted, ...partitions('b', 1)]),
    ),
    ['a0', 'a1'],
  );
});
