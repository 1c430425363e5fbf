// Burrow's rules over samples written as text: one column a sample, 5 s apart.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addSample, judgeReader, type ReaderSample, WINDOW_SAMPLES } from '../../main/health/burrow.ts';

const SECOND = 1_000_000;
const numbers = (text: string) => text.trim().split(/\s+/).map(Number);

/** Samples from offsets and the log's ends at the same times; `later`: seconds from the last sample to now. */
function judge(offsetsText: string, endsText: string, later = 0) {
  const offsets = numbers(offsetsText);
  const ends = numbers(endsText);
  const samples = offsets.map((offset, i): ReaderSample => {
    const end = ends[i] ?? Number.NaN;
    return { offset, at: i * 5 * SECOND, lag: Number.isNaN(end) ? null : Math.max(0, end - offset) };
  });
  const end = ends.at(-1) ?? 0;
  const lag = Math.max(0, end - (offsets.at(-1) ?? 0));
  return judgeReader(samples, ends.slice(-WINDOW_SAMPLES), lag, ((offsets.length - 1) * 5 + later) * SECOND);
}

const CASES: { name: string; offsets: string; ends: string; later?: number; status: string }[] = [
  { name: 'keeps up', offsets: '1 2 3 4 5 6 7 8 9 10', ends: '1 2 3 4 5 6 7 8 9 10', status: 'OK' },
  {
    name: 'stands at the end of a quiet log',
    offsets: '9 9 9 9 9 9 9 9 9 9',
    ends: '9 9 9 9 9 9 9 9 9 9',
    status: 'OK',
  },
  { name: 'behind, and catching up', offsets: '1 5 9 13 17 21 25 29', ends: '90 91 92 93 94 95 96 97', status: 'OK' },
  { name: 'behind, lag up and down', offsets: '1 2 3 9 10 11 12 13', ends: '50 52 54 56 58 60 62 64', status: 'OK' },
  { name: 'falls behind', offsets: '1 2 3 4 5 6 7 8 9 10', ends: '11 13 15 17 19 21 23 25 27 29', status: 'WARN' },
  { name: 'lag stays the same', offsets: '1 2 3 4 5 6', ends: '11 12 13 14 15 16', status: 'WARN' },
  { name: 'stands, records wait', offsets: '5 5 5 5 5 5 5 5 5 5', ends: '9 9 9 9 9 9 9 9 9 9', status: 'STALL' },
  { name: 'stands since a moment ago, was at the end', offsets: '5 5 5 5 5 5', ends: '5 5 5 5 6 7', status: 'OK' },
  { name: 'went back', offsets: '50 51 52 53 20 21 22 23', ends: '90 90 90 90 90 90 90 90', status: 'REWIND' },
  {
    name: 'went back and made it up',
    offsets: '50 51 52 20 30 40 52 60',
    ends: '90 90 90 90 90 90 90 90',
    status: 'OK',
  },
  {
    name: 'went back, although it was at the end',
    offsets: '50 50 50 50 20 21',
    ends: '50 50 50 50 50 50',
    status: 'REWIND',
  },
  { name: 'commits ended', offsets: '1 2 3 4 5', ends: '9 9 9 9 9', later: 21, status: 'STOP' },
  { name: 'commits not yet missed', offsets: '1 2 3 4 5', ends: '9 9 9 9 9', later: 20, status: 'OK' },
  {
    name: 'commits ended, but it was at the end within the window',
    offsets: '1 2 3 4 5',
    ends: '9 9 9 5 9',
    later: 60,
    status: 'OK',
  },
  { name: 'commits ended at the end', offsets: '1 2 3 4 9', ends: '9 9 9 9 9', later: 600, status: 'OK' },
];

describe('a reader', () => {
  for (const { name, offsets, ends, later, status } of CASES)
    test(`${name}: ${status}`, () => assert.deepEqual(judge(offsets, ends, later), { status, tooFew: false }));

  test('too few samples are said to be so', () => {
    assert.deepEqual(judge('1 1 1 1', '9 9 9 9'), { status: 'OK', tooFew: true });
    assert.deepEqual(judgeReader([], [], null, 0), { status: 'OK', tooFew: true });
  });

  test('unknown lag is not taken for none', () => {
    const samples = [1, 2, 3, 4, 5].map((offset, i) => ({ offset, at: i * SECOND, lag: null }));
    assert.equal(judgeReader(samples, [], null, 4 * SECOND).status, 'WARN');
  });
});

test('samples: the last ten, and a close one replaces its neighbour at its time', () => {
  const samples: ReaderSample[] = [];
  for (let i = 0; i < 12; i++) addSample(samples, { offset: i, at: i * 5 * SECOND, lag: 0 }, SECOND);
  assert.deepEqual(
    samples.map((one) => one.offset),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
  addSample(samples, { offset: 99, at: 55.5 * SECOND, lag: 1 }, SECOND);
  assert.equal(samples.length, WINDOW_SAMPLES);
  assert.deepEqual(samples.at(-1), { offset: 99, at: 55 * SECOND, lag: 1 });
});
