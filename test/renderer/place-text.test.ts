import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLink, writeLink } from '../../renderer/records/link.ts';
import { HOME, type PlaceKeys, readPlace, unreadable, writePlace } from '../../renderer/state/place-text.ts';

const places: PlaceKeys[] = [
  HOME,
  { ...HOME, screen: 'partitions' },
  { ...HOME, filter: 'level >= warn and "a & b = #?" or 연결', order: 'asc' },
  { ...HOME, range: { kind: 'last', seconds: 900 } },
  { ...HOME, range: { kind: 'calendar', span: 'last-week' } },
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
  { ...HOME, split: 'http.status & more' },
  { ...HOME, drawing: { scale: 'log', rows: true, compare: 'week', figures: [] } },
  { ...HOME, drawing: { scale: null, rows: false, compare: 'before', figures: ['lag', 'lag-sum:group:a/b & c:d'] } },
  { ...HOME, record: { row: 17, time: -1_790_000_000_000_001 } },
  { ...HOME, columns: ['host', '=http.request.method', '=a&b=c #?', 'broker'] },
  { ...HOME, columns: [] },
  {
    ...HOME,
    around: {
      by: { records: 50 },
      at: 1_790_000_000_000_001,
      partition: 'app.logs/3',
      back: '#/logs?q=level%3A+error&o=asc',
    },
  },
  { ...HOME, around: { by: { seconds: 10 }, at: -5, partition: null, back: '#/logs' } },
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

test('a link leads to the same place, from within whatever text it is pasted', () => {
  for (const place of places) {
    for (const origin of ['', 'http://127.0.0.1:4000/'])
      assert.deepEqual(readLink(`see ${writeLink(place, origin)} there`), { keys: place, bad: [] });
    assert.deepEqual(unreadable(writePlace(place)), []);
  }
  // What a person may write, and we do not.
  assert.deepEqual(unreadable('#/logs?o=desc&q=&s=level&zoom=3'), []);
  assert.deepEqual([unreadable(''), unreadable('#'), unreadable('#/')], [[], [], []]);
});

test('a bad link is told by what is wrong in it', () => {
  assert.equal(readLink('http://127.0.0.1:4000/'), undefined);
  assert.equal(readLink('14:02'), undefined);
  assert.equal(readLink('http://host/#/nowhere?q=x'), undefined);
  const bad = (query: string) => readLink(`#/logs?${query}`)?.bad;
  assert.deepEqual(bad('t=9..1&q=x'), ['range']);
  assert.deepEqual(bad('r=x.y&o=up'), ['order', 'record']);
  assert.deepEqual(bad(`q=${'x'.repeat(10_001)}`), ['filter']);
  assert.deepEqual(bad(`s=${'x'.repeat(501)}`), ['split']);
  assert.deepEqual(bad('c=service&c=nothing'), ['columns']);
  assert.deepEqual(bad('d=log.sideways'), ['drawing']);
  assert.deepEqual(bad('d=sideways&f=lag&f=latency:topic:a'), ['drawing']);
  assert.deepEqual(bad('a=records.0.5.&b=%23%2Flogs'), ['around']);
  assert.deepEqual(bad('a=records.5.5.'), ['around'], 'without the way back');
  assert.equal(readLink('#/logs?t=9..1&q=x')?.keys.filter, 'x', 'the rest can be read');
});
