// Single records against single filters: the cases that a reader of the language would ask about.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { Flag } from '../../main/base/batch.ts';
import { EngineError } from '../../main/contract/errors.ts';
import { compileFilter } from '../../main/query/compile.ts';
import { sqlFunctions } from '../../main/query/functions.ts';
import { parseFilter } from '../../main/query/grammar.ts';
import { SEGMENT_SQL } from '../../main/store/schema.ts';

const db = new Database(':memory:');
db.exec(SEGMENT_SQL);
for (const { name, run } of sqlFunctions()) db.function(name, { deterministic: true }, run);

function isMatch(
  filter: string,
  value: string | Buffer | null,
  more: { flags?: number; text?: string; note?: string } = {},
): boolean {
  const flags = more.flags ?? flagsOf(value);
  const { where } = compileFilter(parseFilter(filter), []);
  db.exec('DELETE FROM records');
  db.prepare('INSERT INTO records VALUES (1, 1, 7, 0, -1, 0, 3, ?, NULL, NULL, ?, ?, ?)').run(
    flags,
    value,
    more.text ?? null,
    more.note ?? null,
  );
  return (
    db
      .prepare<unknown[], number>(`SELECT count(*) FROM records r WHERE ${where.text}`)
      .pluck()
      .get(...where.params) === 1
  );
}

function flagsOf(value: string | Buffer | null): number {
  if (typeof value !== 'string') return value === null ? Flag.valueNull : Flag.valueBinary;
  return value.startsWith('{') ? Flag.json | (value.includes('\\') ? Flag.escaped : 0) : 0;
}

const CASES: [filter: string, value: string, matches: boolean][] = [
  ['status:500', '{"status":500}', true],
  ['status:500', '{"status":"500"}', true],
  ['status:500', '{"status":5e2}', true],
  ['status:500', '{"status":500.0}', true],
  ['status:5e2', '{"status":500}', true],
  ['status:500', '{"status":5001}', false],
  ['status:1', '{"status":true}', false],
  ['id:9007199254740993', '{"id":9007199254740993}', true],
  ['id:9007199254740993', '{"id":9007199254740992}', false],
  ['service:auth', '{"service":"AUTH"}', true],
  ['service:auth', '{"service":"auth2"}', false],
  ['service:auth', '{"note":"auth"}', false],
  ['service:"a b"', '{"service":"a b"}', true],
  ['service: auth*', '{"service_name":"auth-api"}', true],
  ['service: auth*', '{"service":{"name":"Auth"}}', true],
  ['service: auth*', '{"service":"","app":"auth"}', true],
  ['service: auth', '{"service":"web","app":"auth"}', false],
  ['service: auth', '{"app":"web","logger":"auth"}', false],
  ['service: auth', '{"APP":"auth"}', true],
  ['service: auth', '{"service":["auth","web"]}', true],
  ['service: *', '{"logger":"a.B"}', true],
  ['service: *', '{"msg":"x"}', false],
  ['service: *', 'a line', false],
  ['service: 500', '{"app":5e2}', true],
  ['service: null', '{"app":"x"}', false],
  ['service.name: auth', '{"service":{"name":"auth"}}', true],
  ['service.name: auth', '{"service":"auth"}', false],
  ['host: n1', '{"hostname":"n1"}', true],
  ['host: n1', '{"host":{"name":"n1"}}', true],
  ['message: *reset*', '{"msg":"connection reset"}', true],
  ['message: *reset*', 'connection reset by peer', true],
  ['message: reset', 'connection reset by peer', false],
  ['message: *reset*', '{"error":"reset","msg":"failed"}', false],
  ['tags:prod', '{"tags":["eu","PROD"]}', true],
  ['tags:prod', '{"tags":["eu",["prod"]]}', false],
  ['items.sku:7', '{"items":[{"sku":1},{"sku":7}]}', true],
  ['log.level:x', '{"log.level":"x"}', true],
  ['log.level:x', '{"log":{"level":"x"}}', true],
  ['a.b.c.d.e.f:x', '{"a.b":{"c":{"d.e.f":"x"}}}', true],
  ['http.*:500', '{"http":{"response":{"status":500}}}', true],
  ['http.*:500', '{"https":500}', false],
  ['*:500', '{"a":[{"b":500}]}', true],
  ['user:*', '{"user":null}', false],
  ['user:*', '{"user":""}', true],
  ['user:*', '{"user":{"id":1}}', true],
  ['user:null', '{"user":null}', true],
  ['active:TRUE', '{"active":true}', true],
  ['bytes > 99', '{"bytes":"100"}', true],
  ['bytes > 99', '{"bytes":"many"}', false],
  ['bytes:[1 TO 2]', '{"bytes":[5,2]}', true],
  ['at >= 2026-07-01', '{"at":"2026-07-01T09:00:00+09:00"}', true],
  ['at > 2026-07-01', '{"at":"2026-07-01T23:00:00Z"}', false],
  ['s:"\\"q\\""', '{"s":"\\"q\\""}', true],
  ['level.x:1', '{"level":{"x":1}}', true],
  ['"we ird":1', '{"we ird":1}', true],
  ['field:x', 'field=x', false],
  ['오류', '접속 오류 발생', true],
  ['ERREUR', 'une erreur', true],
  ['ÉTÉ', 'l’été', true],
  ['ошибка', 'ОШИБКА', true],
  ['50%', '50% of', true],
  ['50%', '500 of', false],
  ['a_b', 'axb', false],
  ['time*out', 'a timed out call', true],
  ['"time*out"', 'a timed out call', false],
  ['path:~"^/api/v[0-9]+"', '{"path":"/api/v12/users"}', true],
  ['path:~"^/api/v[0-9]+"', '{"path":"/API/v12/users"}', false],
  ['path:~"(?i)^/api/v[0-9]+"', '{"path":"/API/v12/users"}', true],
  ['path:~"v[0-9]$"', '{"path":["/a","/api/v1"]}', true],
  ['path:~"v[0-9]$"', '{"other":"/api/v1"}', false],
  ['status:~"^5..$"', '{"status":503}', true],
  ['status:~"^5..$"', '{"status":5030}', false],
  ['ok:~"^t"', '{"ok":true}', true],
  ['http.*:~"^5"', '{"http":{"status":"500"}}', true],
  ['message:~"re(set|fused)"', 'connection refused', true],
  ['message:~"re(set|fused)"', '{"msg":"connection reset"}', true],
  ['msg:~"caf\\\\u00e9|é"', '{"msg":"caf\\u00e9"}', true],
  ['cidr(ip, 10.0.0.0/8)', '{"ip":"10.200.3.4"}', true],
  ['cidr(ip, 10.0.0.0/8)', '{"ip":"11.200.3.4"}', false],
  ['cidr(ip, 10.0.0.0/8, 11.200.0.0/16)', '{"ip":"11.200.3.4"}', true],
  ['cidr(ip, 10.0.0.0/8)', '{"ip":"::ffff:10.1.2.3"}', true],
  ['cidr(ip, 10.0.0.0/8)', '{"ip":"10.1"}', false],
  ['cidr(ip, 10.0.0.0/8)', '{"ip":10}', false],
  ['cidr(ip, 2001:db8::/32)', '{"ip":"2001:DB8:0:1::2"}', true],
  ['cidr(ip, 2001:db8::/32)', '{"ip":"2001:db9::2"}', false],
  ['cidr(ip, 10.0.0.7)', '{"ip":["10.0.0.8","10.0.0.7"]}', true],
  ['not cidr(src.ip, 10.0.0.0/8)', '{"src":{"ip":"10.0.0.1"}}', false],
  ['"\'; DROP TABLE records; --"', "x'; DROP TABLE records; --", true],
];

describe('a filter and a record', () => {
  for (const [filter, value, matches] of CASES)
    test(`${filter} ${matches ? 'finds' : 'does not find'} ${value}`, () =>
      assert.equal(isMatch(filter, value), matches));
});

test('malformed JSON that is flagged as JSON, by whatever fault, never raises', () => {
  for (const value of ['{"a":', '{', '', '[1', '{"a":1}}'])
    for (const filter of ['a:1', 'a:x*', 'a > 1', 'a:*', 'a.b:1', 'x.*:1', 'not a:1'])
      assert.equal(isMatch(filter, value, { flags: Flag.json }), filter.startsWith('not'));
});

test('an escaped value is searched as what it says, and its fields are found', () => {
  const value = '{"msg":"caf\\u00e9\\nline","n":"\\u0061uth"}';
  const more = { flags: Flag.json | Flag.escaped, text: '{"msg":"café\nline","n":"auth"}' };
  assert.ok(isMatch('café', value, more));
  assert.ok(isMatch('CAFÉ', value, more));
  assert.ok(isMatch('n:auth', value, more));
  assert.ok(!isMatch('u00e9', value, more));
});

test('bytes that are not UTF-8 are searched as far as they are text', () => {
  const value = Buffer.concat([Buffer.from([0xff, 0]), Buffer.from('Payload 오류'), Buffer.from([0xc3])]);
  assert.ok(isMatch('payload', value));
  assert.ok(isMatch('오류', value));
  assert.ok(!isMatch('missing', value));
  assert.ok(isMatch('not missing', value));
});

test('a tombstone has no text, no size and no field, and `not` finds it', () => {
  for (const filter of ['a', 'a:1', '_size:*', '_size < 5', 'a:*']) {
    assert.equal(isMatch(filter, null, { flags: Flag.valueNull }), false, filter);
    assert.equal(isMatch(`not ${filter}`, null, { flags: Flag.valueNull }), true, filter);
  }
  assert.ok(isMatch('_format:null', null, { flags: Flag.valueNull }));
  assert.ok(isMatch('_size:0', ''));
});

test('the size of a value that was cut is its true length', () => {
  assert.ok(isMatch('_size > 5000000', 'cut', { flags: Flag.capped, note: '{"length":10000000,"sha256":"00"}' }));
});

test('a filter with more conditions than a statement can have is refused by name; thousands of words are not', () => {
  assert.ok(isMatch('a '.repeat(5000), 'a'));
  assert.ok(!isMatch(`${'a or '.repeat(2000)}a`, 'b'));
  assert.throws(
    () => isMatch('a.b.c.d:1 '.repeat(1000), '{}'),
    (error) => error instanceof EngineError && /too many conditions/.test(error.message),
  );
});
