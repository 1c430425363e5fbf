import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOME, type PlaceKeys, readPlace, writePlace } from '../../renderer/state/place-text.ts';

const places: PlaceKeys[] = [
  HOME,
  { ...HOME, screen: 'partitions' },
  { ...HOME, filter: 'level >= warn and "a & b = #?" or 연결', order: 'asc' },
  { ...HOME, range: { kind: 'last', seconds: 900 } },
  { ...HOME, range: { kind: 'between', from: 1_790_000_000_000_001, to: 1_790_000_000_000_002 } },
  { ...HOME, range: { kind: 'between', from: null, to: -5 } },
  { ...HOME, topics: ['app.logs', 'b&c'] },
  {
    ...HOME,
    filter: 'a: 1',
    off: [
      { at: 0, text: '(b or "c & d")' },
      { at: 12, text: '.5' },
    ],
  },
  { ...HOME, topics: [] },
  { ...HOME, record: { row: 17, time: -1_790_000_000_000_001 } },
];

test('a place survives the way through the address', () => {
  for (const place of places) assert.deepEqual(readPlace(writePlace(place)), place);
});

test('what does not fit falls back, part by part', () => {
  for (const hash of [
    '',
    '#',
    '#/',
    '#/nowhere',
    '#logs?',
    '#/logs?t=last:0',
    '#/logs?t=9..1',
    '#/logs?t=..',
    '#/?o=up',
    '#/logs?off=x',
    '#/logs?off=1.',
    '#/logs?off=-1.a',
  ])
    assert.deepEqual(readPlace(hash), HOME, hash);
  assert.equal(readPlace('#/consumers?t=nonsense').screen, 'consumers');
  assert.equal(readPlace('#/logs?q=x&t=nonsense').filter, 'x');
  assert.deepEqual(readPlace(`#/exports?q=${'x'.repeat(10_001)}`), { ...HOME, screen: 'exports' });
  assert.deepEqual(readPlace('#/logs?t=0..999999999999999999'), HOME, 'after year 9999');
});
