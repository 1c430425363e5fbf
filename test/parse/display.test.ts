import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayOf } from '../../main/parse/display.ts';
import { flatFields } from '../../main/parse/display-fields.ts';

function shown(json: string): [string | null, string | null, string] {
  const { service, host, message } = displayOf(JSON.parse(json), json);
  return [service, host, message];
}

test('service, host and message are found under the names that sources use', () => {
  const cases: [json: string, shown: [string | null, string | null, string]][] = [
    ['{"service":"auth","host":"n1","message":"hello"}', ['auth', 'n1', 'hello']],
    ['{"service":{"name":"auth"},"host":{"name":"n1"},"msg":"hello"}', ['auth', 'n1', 'hello']],
    ['{"service.name":"auth","host.name":"n1","log":"hello"}', ['auth', 'n1', 'hello']],
    ['{"service_name":"auth","hostname":"n1","@message":"hello"}', ['auth', 'n1', 'hello']],
    ['{"logger":"a.B","node":7,"text":"hello"}', ['a.B', '7', 'hello']],
    ['{"App":"Auth","HOST":"n1","Message":"hello"}', ['Auth', 'n1', 'hello']],
    ['{"log":{"level":"info"},"msg":"hello"}', [null, null, 'hello']],
    ['{"logger":"low","service":"high","message":"","msg":"hello"}', ['high', null, 'hello']],
  ];
  for (const [json, expected] of cases) assert.deepEqual(shown(json), expected, json);
});

test('a payload without a message, and what is no object, show their text', () => {
  assert.deepEqual(shown('{"a":1}'), [null, null, '{"a":1}']);
  assert.deepEqual(displayOf(undefined, 'plain line'), { service: null, host: null, message: 'plain line' });
});

test('a long message is cut, and not within a character', () => {
  assert.equal(displayOf(undefined, 'x'.repeat(5000)).message.length, 2000);
  assert.equal(displayOf(undefined, `${'x'.repeat(1999)}🌊 and more`).message, 'x'.repeat(1999));
});

test('fields are flattened as filters name them', () => {
  const fields = flatFields(JSON.parse('{"a":{"b":[1,{"c":true}],"d.e":null},"s":"","empty":{},"none":[]}'));
  assert.deepEqual(fields, [
    { path: 'a.b', value: '1', type: 'number' },
    { path: 'a.b.c', value: 'true', type: 'boolean' },
    { path: 'a.d.e', value: 'null', type: 'null' },
    { path: 's', value: '', type: 'string' },
  ]);
  assert.equal(flatFields(Object.fromEntries(Array.from({ length: 9000 }, (_, n) => [n, n]))).length, 2000);
});
