// JSON's escapes decoded for search, without a parser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unescapeJson } from '../../main/parse/unescape.ts';

function unescaped(text: string): string {
  const bytes = Buffer.from(text);
  const target = Buffer.alloc(bytes.length);
  return target.toString('utf8', 0, unescapeJson(bytes, 0, bytes.length, target, 0));
}

test('escapes become what JSON.parse makes of them', () => {
  for (const value of ['한국어', 'a"b\\c/d', 'line\nline\ttab', '😀 over the plane', 'é', '\u0001']) {
    const escaped = JSON.stringify(value).replace(
      /[^ -~]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    assert.equal(unescaped(escaped), `"${value}"`);
  }
});

test('what is no escape stays, and nothing is written that is not UTF-8', () => {
  assert.equal(unescaped('no escape'), 'no escape');
  assert.equal(unescaped('cut \\'), 'cut \\');
  assert.equal(unescaped('cut \\u12'), 'cut \\u12');
  assert.equal(unescaped('\\uzzzz'), '\\uzzzz');
  assert.equal(unescaped('\\ud83d alone'), '\ufffd alone');
  assert.equal(unescaped('\\ude00\\ud83d'), '\ufffd\ufffd');
});
