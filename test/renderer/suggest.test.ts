// What completion offers where, and that whatever it writes is read by the engine's own parser as what was meant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from '../../main/contract/records.ts';
import { checkFilter } from '../../main/query/check.ts';
import { parseFilter } from '../../main/query/grammar.ts';
import { expectedAt } from '../../renderer/filter/expected.ts';
import { suggest } from '../../renderer/filter/suggest.ts';

const ODD = ['connection reset', 'and', 'a"b\\c', 'web*', '10:15', '-1', '연결 끊김'];
const known: Fields = {
  sampled: 100,
  fields: [
    { name: 'message', present: 100, top: ODD.map((value, i) => ({ value, count: 9 - i })) },
    { name: '_topic', present: 100, top: [{ value: 'app.logs', count: 100 }] },
    {
      name: 'service',
      present: 90,
      top: [
        { value: 'billing', count: 60 },
        { value: 'auth-api', count: 30 },
      ],
    },
    { name: 'with space', present: 3, top: [{ value: 'x', count: 3 }] },
    { name: 'level', present: 90, top: [{ value: 'info', count: 80 }] },
    { name: 'header.trace', present: 40, top: [{ value: 'abc', count: 2 }] },
  ],
};

/** The text up to the bar is what is typed; the rest is behind the cursor. */
function place(marked: string): [text: string, position: number] {
  const position = marked.indexOf('|');
  return [marked.replace('|', ''), position];
}
const offered = (marked: string, asked = false) =>
  suggest(...place(marked), known, asked)?.items.map(({ label }) => label) ?? [];

test('what may stand at a place follows the grammar', () => {
  const places: Record<string, string> = {
    '|': 'clause',
    'ser|': 'clause',
    'service:|': 'value of service',
    'service: |': 'value of service',
    'service: au|': 'value of service',
    'service: "au th|': 'value of service',
    'service: "auth" |': 'joint',
    'service: auth |': 'joint',
    'service: auth and |': 'clause',
    'service: auth and not |': 'clause',
    'service: auth an|': 'joint',
    'service: (auth or |': 'value of service',
    'service: (auth |': 'joint of service',
    'service: (auth or (b and not |': 'value of service',
    'service: (auth) |': 'joint',
    '(service: auth or |': 'clause',
    '(service: (a or b) and |': 'clause',
    'bytes >= |': 'value of bytes',
    'bytes: [1 TO |': 'nothing',
    'bytes: [1 TO 5] |': 'joint',
    'path:~"^/a|': 'nothing',
    'path:~"^/a" |': 'joint',
    'cidr(src|': 'nothing',
    'cidr(src, 10.0.0.0/8) |': 'joint',
    '"with space": |': 'value of with space',
    'http.*: |': 'value of http.*',
    'ts: 2026-07-01T10:15:00Z |': 'joint',
  };
  for (const [marked, expected] of Object.entries(places)) {
    const { what, field } = expectedAt(...place(marked));
    assert.equal(field === undefined ? what : `${what} of ${field}`, expected, marked);
  }
});

test('fields that were found come first, then those that every record has, and functions', () => {
  assert.deepEqual(offered('|'), [], 'nothing is pressed upon an empty bar');
  const all = offered('|', true);
  assert.deepEqual(all.slice(0, 4), ['message', 'service', 'with space', 'level']);
  for (const name of ['_topic', '_partition', '_offset', '_key', '_ts', 'header.', 'cidr', 'not'])
    assert.ok(all.includes(name), name);
  assert.deepEqual(offered('serv|'), ['service']);
  assert.deepEqual(offered('SPACE|'), ['with space']);
  assert.deepEqual(offered('head|'), ['header.trace', 'header.']);
  assert.deepEqual(offered('header.|'), ['header.trace']);
  assert.deepEqual(offered('header.trace: a|'), ['abc']);
  assert.deepEqual(offered('zzz|'), []);
});

test('values come with their counts; a level has its own, gravest first; a comparison has no wildcard', () => {
  assert.deepEqual(
    suggest('service:', 8, known, false)?.items.map(({ label, count }) => [label, count]),
    [
      ['billing', 60],
      ['auth-api', 30],
      ['*', undefined],
    ],
  );
  assert.deepEqual(offered('service: (billing or a|'), ['auth-api']);
  assert.deepEqual(offered('level >= |').slice(0, 3), ['fatal', 'error', 'warn']);
  assert.ok(!offered('level >= |').includes('*'));
  assert.deepEqual(offered('_format: |', true), ['json', 'text', 'binary', 'null', '*']);
  assert.deepEqual(offered('nowhere: |'), []);
  assert.deepEqual(offered('nowhere: |', true), ['*']);
});

test('between two conditions: and, or', () => {
  assert.deepEqual(offered('service: billing |'), [], 'a space alone asks for nothing');
  assert.deepEqual(offered('service: billing |', true), ['and', 'or']);
  assert.equal(offered('service: billing a|')[0], 'and');
  assert.deepEqual(offered('service: (billing |', true), ['or', 'and', 'not']);
});

test('what is typed whole is not offered: Enter and the message below have their place', () => {
  assert.deepEqual(offered('service: billing|'), []);
  assert.deepEqual(offered('level: (error or|'), []);
  assert.deepEqual(offered('service: bil*|'), [], 'with a wildcard it is whole');
});

test('what is taken is the value that was offered, whatever is in it', () => {
  for (const value of ODD)
    for (const before of ['message:', 'message: ', 'message: (x or ', 'service: x and message: "']) {
      const found = suggest(before, before.length, known, true);
      const item = found?.items.find(({ label }) => label === value);
      assert.ok(found && item, `${before} ${value}`);
      const text = before.slice(0, found.from) + item.text + (before.includes('(') ? ')' : '');
      const node = parseFilter(text);
      assert.ok(JSON.stringify(node).includes(JSON.stringify([value])), text);
    }
  const field = suggest('with', 4, known, false)?.items[0];
  assert.ok(checkFilter(`${field?.text}x`).ok, field?.text);
  assert.equal(suggest('serv: x', 4, known, false)?.items[0]?.text, 'service', 'the colon is there already');
});
