// What is done to texts: highlights, colours of a filter, hex; and that both languages are whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokens } from '../../renderer/filter/tokens.ts';
import { decodeBase64, hexLines } from '../../renderer/records/bytes.ts';
import { highlight } from '../../renderer/records/highlight.ts';
import { en } from '../../renderer/ui/messages/en.ts';
import { ko } from '../../renderer/ui/messages/ko.ts';

test('words are marked without regard to case, the longest first, in every script', () => {
  const marked = (text: string, words: string[]) =>
    highlight(text, words)
      .map((piece) => (piece.match ? `[${piece.text}]` : piece.text))
      .join('');
  assert.equal(marked('Connection reset by peer', ['connection', 'connection reset']), '[Connection reset] by peer');
  assert.equal(marked('세션을 갱신하지', ['갱신']), '세션을 [갱신]하지');
  assert.equal(marked('aXbxc', ['x']), 'a[X]b[x]c');
  assert.equal(marked('aaa', ['aa']), '[aa]a');
  assert.equal(marked('nothing', ['', 'z']), 'nothing');
  assert.equal(marked('İstanbul x', ['x']), 'İstanbul x', 'a letter that is longer in lower case');
});

test('the parts of a filter are the filter, whatever is typed', () => {
  const kinds = (text: string) => tokens(text).filter(({ kind }) => kind !== 'space');
  assert.deepEqual(
    kinds('level >= warn and service: auth* "a \\" b"').map(({ kind, text }) => `${kind} ${text}`),
    [
      'field level',
      'operator >=',
      'value warn',
      'word and',
      'field service',
      'operator :',
      'value auth',
      'wildcard *',
      'phrase "a \\" b"',
    ],
  );
  assert.deepEqual(
    kinds('http.*:[1 TO *] -5 to ts:2026-07-01T10:15:00Z cidr(ip, 10.0.0.0/8)').map(
      ({ kind, text }) => `${kind} ${text}`,
    ),
    [
      'field http.',
      'field *',
      'operator :',
      'operator [',
      'number 1',
      'word TO',
      'wildcard *',
      'operator ]',
      'number -5',
      'value to',
      'field ts',
      'operator :',
      'number 2026-07-01T10:15:00Z',
      'function cidr',
      'operator (',
      'value ip,',
      'value 10.0.0.0/8',
      'operator )',
    ],
  );
  for (const text of ['"open', 'a\\', '((', ':~"x" !y -z', '한글:값 {', '\\"a', 'a\n\tb', '~!@#$%^&*()'])
    assert.equal(
      tokens(text)
        .map((token) => token.text)
        .join(''),
      text,
    );
});

test('bytes as hex and text', () => {
  assert.deepEqual(hexLines(decodeBase64('AAH/QWIgeg=='), 0, 9, 16), [
    { at: '00000000', hex: '00 01 ff 41 62 20 7a'.padEnd(48), text: '···Ab z' },
  ]);
  const lines = hexLines(new Uint8Array(40), 1, 1, 16);
  assert.deepEqual([lines.length, lines[0]?.at], [1, '00000010']);
  assert.deepEqual(
    hexLines(new Uint8Array(10), 0, 9, 8).map(({ at, hex }) => `${at} ${hex}|`),
    ['00000000 00 00 00 00 00 00 00 00|', `00000008 ${'00 00'.padEnd(23)}|`],
  );
});

test('no text is empty in either language, and Korean ones are Korean or a proper name', () => {
  const same = new Set<string>();
  const walk = (a: object, b: object, path: string) => {
    for (const [key, value] of Object.entries(a)) {
      const other: unknown = Object.getOwnPropertyDescriptor(b, key)?.value;
      const at = `${path}.${key}`;
      if (typeof value === 'object' && value !== null) {
        assert.ok(typeof other === 'object' && other !== null, at);
        walk(value, other, at);
      } else if (typeof value === 'string') {
        assert.ok(value.trim() !== '' && typeof other === 'string' && other.trim() !== '', at);
        if (value === other && /[a-z]{4,}/.test(value)) same.add(`${at}: ${value}`);
      } else assert.equal(typeof other, typeof value, at);
    }
  };
  walk(en, ko, '');
  // Names of Kafka's settings and the like are the same everywhere.
  assert.deepEqual(
    [...same].filter((text) => !/: [a-z.…-]+$/.test(text)),
    [],
  );
});
