import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EngineError } from '../../main/contract/errors.ts';
import type { Literal, Node, Test } from '../../main/query/ast.ts';
import { parseFilter } from '../../main/query/grammar.ts';

/** An AST as a line: and(level:error, "connection reset"). */
function shown(node: Node): string {
  if (node.kind === 'all') return 'all';
  if (node.kind === 'match') return `${literal(node.field)}${tested(node.test)}`;
  if (node.kind === 'term') return literal(node.literal);
  if (node.kind === 'not') return `not(${shown(node.child)})`;
  return `${node.kind}(${node.children.map(shown).join(', ')})`;
}
function literal({ parts, quoted }: Literal): string {
  return quoted ? `"${parts.join('*')}"` : parts.join('*');
}
function tested(test: Test): string {
  if (test.op === 'exists') return ':*';
  if (test.op === 'is') return `:${literal(test.literal)}`;
  if (test.op === 'regex') return `:~${literal(test.literal)}`;
  if (test.op === 'cidr') return ` in ${test.networks.map(literal).join(', ')}`;
  if (test.op === 'compare') return test.comparison + literal(test.literal);
  return `:[${test.low ? literal(test.low) : '*'} TO ${test.high ? literal(test.high) : '*'}]`;
}

const MEANINGS: [filter: string, meaning: string][] = [
  ['', 'all'],
  ['  ', 'all'],
  ['*', 'all'],
  ['error', 'error'],
  ['connection reset', 'and(connection, reset)'],
  ['"connection reset"', '"connection reset"'],
  ['a and b', 'and(a, b)'],
  ['a AND b Or c', 'or(and(a, b), c)'],
  ['a or b c', 'or(a, and(b, c))'],
  ['not a and b', 'and(not(a), b)'],
  ['not a or b', 'or(not(a), b)'],
  ['not not a', 'a'],
  ['-a !b', 'and(not(a), not(b))'],
  ['! a', 'not(a)'],
  ['a - b', 'and(a, -, b)'],
  ['well-known', 'well-known'],
  ['-(a or b)', 'not(or(a, b))'],
  ['(a or b) and c', 'and(or(a, b), c)'],
  ['and_then', 'and_then'],
  ['"and"', '"and"'],
  ['\\and', 'and'],
  ['level: error', 'level:error'],
  ['level : error', 'level:error'],
  ['status: (400 or 404)', 'or(status:400, status:404)'],
  ['status:(400 and not 404)', 'and(status:400, not(status:404))'],
  ['status:(a (b or c))', 'and(status:a, or(status:b, status:c))'],
  ['t:(-5 or -x)', 'or(t:-5, not(t:x))'],
  ['t: -5', 't:-5'],
  ['t > -5', 't>-5'],
  ['bytes>=100', 'bytes>=100'],
  ['bytes >= 100 and bytes < 2e3', 'and(bytes>=100, bytes<2e3)'],
  ['user: *', 'user:*'],
  ['not user: *', 'not(user:*)'],
  ['host: web*', 'host:web*'],
  ['host: web\\*', 'host:web*'],
  ['host: "web*"', 'host:"web*"'],
  ['host: a**b', 'host:a*b'],
  ['http.*: 500', 'http.*:500'],
  ['"log level": x', '"log level":x'],
  ['url: /api/', 'url:/api/'],
  ['path: C\\:\\\\temp', 'path:C:\\temp'],
  ['path: C\\temp', 'path:C\\temp'],
  ['say: "a \\"b\\" \\\\ c"', 'say:"a "b" \\ c"'],
  ['n:[1 TO 5]', 'n:[1 TO 5]'],
  ['n:[1 to *]', 'n:[1 TO *]'],
  ['n:[* TO "2026-07-01 10:00"]', 'n:[* TO "2026-07-01 10:00"]'],
  ['n:[* TO *]', 'n:*'],
  ['at:[2026-07-01T10:00 TO 2026-07-01T11:00]', 'at:[2026-07-01T10:00 TO 2026-07-01T11:00]'],
  ['n:[abc]', 'n:[abc]'],
  ['_ts >= 2026-07-01T10:15:00.25+09:00', '_ts>=2026-07-01T10:15:00.25+09:00'],
  ['2026-07-01T10:15:00Z', '2026-07-01T10:15:00Z'],
  ['오류 and 서비스:인증', 'and(오류, 서비스:인증)'],
  ['a"b c"', 'and(a, "b c")'],
  ['header.trace-id: x', 'header.trace-id:x'],
  ['path:~"^/api/v[0-9]+"', 'path:~"^/api/v[0-9]+"'],
  ['path :~ "a\\.b \\"q\\" \\\\"', 'path:~"a\\.b "q" \\\\"'],
  ['not path:~"x" y', 'and(not(path:~"x"), y)'],
  ['cidr(src.ip, 10.0.0.0/8)', 'src.ip in 10.0.0.0/8'],
  [
    'a CIDR( "src ip" ,10.0.0.0/8, 2001:db8::/32 ) or b',
    'or(and(a, src ip in 10.0.0.0/8, 2001:db8::/32), b)'.replace('src ip', '"src ip"'),
  ],
  ['cidr', 'cidr'],
];

describe('what a filter means', () => {
  for (const [filter, meaning] of MEANINGS)
    test(JSON.stringify(filter), () => assert.equal(shown(parseFilter(filter)), meaning));
});

/** The place is marked: ^ under each character that does not fit; one behind the end where something is missing. */
const ERRORS: [filter: string, place: string, message: RegExp, expected?: string][] = [
  ['(a', '^^', /parenthesis .* no end/, ')'],
  ['a)', ' ^', /"\)" does not fit/, 'the end'],
  ['()', ' ^', /"\)" does not fit/, 'a word'],
  ['a or', '    ^', /ends where something is missing/, 'a word'],
  ['a and or b', '      ^^', /Before "or" something is missing/, 'a field'],
  ['and', '^^^', /Before "and" something is missing; .* in quotes/],
  ['not', '   ^', /ends where/],
  ['level:', '      ^', /ends where/, 'a value'],
  ['level: and x', '       ^^^', /Before "and"/],
  ['"abc', '^^^^', /quote that opens here has no end/, '"'],
  ['a:"b', '  ^^', /quote/, '"'],
  ['a:b:c', '   ^', /colon inside a value has to be quoted/],
  ['x:>=5', '  ^^', /write x >= value/],
  ['x >', '   ^', /ends where/, 'a value'],
  ['x > a*', '    ^^', /wildcard cannot be compared/],
  ['n:[1 TO 5', '         ^', /ends where/, ']'],
  ['n:[1 TO 5}', '         ^', /no meaning here/, ']'],
  ['n:[1 TO b]', '        ^', /"b" is neither a number nor a time/, 'a number'],
  ['n:[1 TO 2026-07-01]', '   ^^^^^^^^^^^^^^^', /between two numbers or two times/],
  ['duration_ms > abc', '              ^^^', /"abc" is neither a number nor a time/, 'a number'],
  ['version >= "1.10.2"', '           ^^^^^^^^', /neither a number nor a time/, 'a time such as 2026-07-01T10:15:00Z'],
  ['header.trace < x', '               ^', /neither a number nor a time/],
  ['_topic > app', '         ^^^', /neither a number nor a time/],
  ['level >= eror', '         ^^^^', /"eror" is no level/, 'error'],
  ['level: xyzzy', '       ^^^^^', /is no level/, 'fatal'],
  ['level: (warn or eror)', '                ^^^^', /is no level/],
  ['level: xy*', '       ^^^', /No level is like "xy\*"/, 'trace'],
  ['{a}', '^', /no meaning here/],
  ['path:~x', '      ^', /stands in quotes/, '"'],
  ['path:~"a(b"', '      ^^^^^', /cannot be used \(.*missing closing \)/],
  ['path:~"(?=a)b"', '      ^^^^^^^^', /RE2 has no look-around/],
  ['path:~"', '      ^', /quote that opens here has no end/, '"'],
  ['path:~""', '      ^^', /nothing between the quotes/],
  ['level:~"warn"', '^^^^^', /level is no text/],
  ['cidr(src.ip)', '           ^', /does not fit here/, ', and a network such as 10.0.0.0/8'],
  [
    'cidr(src.ip, 10.0.0.0/33)',
    '             ^^^^^^^^^^^',
    /is no network/,
    'a network such as 10.0.0.0/8 or 2001:db8::/32',
  ],
  ['cidr(src.ip, 10/8)', '             ^^^^', /is no network/],
  ['cidr(src.ip, 10.0.0.0/8', '                       ^', /ends where/, ')'],
  ['cidr(_ts, 10.0.0.0/8)', '     ^^^', /_ts is no text/],
  ['foo(bar)', '^^^', /no function "foo"/],
  ['level: eror2', '       ^^^^^', /is no level/, 'warn'],
  ['level:[warn TO x]', '               ^', /is no level/],
  ['_partition: a', '            ^', /is no number/],
  ['_ts > soon', '      ^^^^', /is no time/, 'a time such as 2026-07-01T10:15:00Z'],
  ['_ts: 2026-02-30', '     ^^^^^^^^^^', /is no time/],
  ['_format: yaml', '         ^^^^', /is no format/, 'json'],
  ['""', '^^', /nothing between the quotes/],
];

function errorOf(filter: string): EngineError {
  try {
    parseFilter(filter);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  return assert.fail(`${filter} parses`);
}

describe('what does not parse says where and what was expected', () => {
  for (const [filter, place, message, expected] of ERRORS)
    test(JSON.stringify(filter), () => {
      const { data } = errorOf(filter);
      const { position = -1, end = -1 } = data;
      assert.equal(data.code, 'bad-filter');
      assert.match(data.message, message);
      assert.match(data.message, new RegExp(`\\(character ${position + 1}\\)`));
      assert.equal(' '.repeat(position) + '^'.repeat(Math.max(1, end - position)), place);
      if (expected !== undefined) assert.ok(data.expected?.includes(expected), `expected ${data.expected}`);
    });
});

test('a filter that is nested or long beyond reason is refused, not a crash', () => {
  assert.equal(errorOf('('.repeat(5000)).code, 'bad-filter');
  assert.equal(errorOf(`a:${'('.repeat(5000)}`).code, 'bad-filter');
  assert.equal(shown(parseFilter(`${'-'.repeat(9998)}a`)), 'a');
  assert.equal(parseFilter('a '.repeat(5000)).kind, 'and');
});
