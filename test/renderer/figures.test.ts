// Plots under the timeline: what they are of, as text and back, and the area that is drawn.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FigureSeries } from '../../main/contract/figures.ts';
import {
  type FigureLane,
  MOST_LANES,
  readLane,
  readLanes,
  subjectIn,
  writeLane,
} from '../../renderer/state/figure-lane.ts';
import { timeScale } from '../../renderer/timeline/bars.ts';
import { areaOf, extentOf, shareOf } from '../../renderer/timeline/figure-path.ts';
import { laneText, shapeOf, valueText } from '../../renderer/ui/figure-words.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en } from '../../renderer/ui/messages/en.ts';
import { ko } from '../../renderer/ui/messages/ko.ts';

const format = createFormat('en', 'utc');

const LANES: [text: string, lane: FigureLane, words: string][] = [
  ['lag', { figure: 'lag', of: null }, 'lag'],
  ['brokers', { figure: 'brokers', of: null }, 'brokers alive'],
  ['size:topic:app.auth', { figure: 'size', of: { of: 'topics', topics: ['app.auth'] } }, 'app.auth: size of the log'],
  [
    'end:partition:a.b/3',
    { figure: 'end', of: { of: 'partition', topic: 'a.b', partition: 3 } },
    'a.b-3: log end offset',
  ],
  ['latency:broker:-1', { figure: 'latency', of: { of: 'broker', broker: -1 } }, 'broker -1: metadata latency'],
  ['members:group:a:b/c d', { figure: 'members', of: { of: 'group', group: 'a:b/c d' } }, 'group a:b/c d: members'],
  [
    'committed:reader:a/0/x/y:z',
    { figure: 'committed', of: { of: 'reader', topic: 'a', partition: 0, group: 'x/y:z' } },
    'a-0, group x/y:z: committed offset',
  ],
];

describe('plots', () => {
  test('are text in an address, and nothing where the text says nothing', () => {
    for (const [text, lane, words] of LANES) {
      assert.equal(writeLane(lane), text);
      assert.deepEqual(readLane(text), lane, text);
      assert.equal(laneText(lane, en), words);
      assert.notEqual(laneText(lane, ko), words);
    }
    for (const text of [
      '',
      'lags',
      'latency',
      'lag:topic:',
      'lag:broker:1',
      'latency:broker:x',
      'lag:nothing:1',
      'end:partition:a',
      'lag:reader:a/1',
    ])
      assert.equal(readLane(text), null, text);
    assert.deepEqual(readLanes(['lag', 'x', 'size', 'lag']), ['lag', 'size']);
    const many = Array.from({ length: 30 }, (_, i) => `lag:topic:t${i}`);
    assert.equal(readLanes(many).length, MOST_LANES);
    assert.deepEqual(subjectIn({ figure: 'lag', of: null }, ['a']), { of: 'topics', topics: ['a'] });
    assert.deepEqual(subjectIn({ figure: 'brokers', of: null }, ['a']), { of: 'cluster' });
  });

  test('are drawn between nought and the greatest, offsets between the least and the greatest, and gaps are left out', () => {
    const series = (values: (number | null | undefined)[]): FigureSeries => ({
      ...{ start: 0, width: 10 },
      buckets: values.map((value) => (value === undefined ? null : { value, worst: null })),
    });
    const scale = timeScale(0, 60, 60);
    const linear = series([10, undefined, null, 0, 5, 10]);
    const extent = extentOf(linear, 'linear');
    assert.deepEqual(extent, { from: 0, to: 10 });
    assert.ok(extent);
    assert.equal(
      areaOf(linear, scale, 20, extent, 'linear'),
      'M0 0h10v20h-10zM30 19h10v1h-10zM40 10h10v10h-10zM50 0h10v20h-10z',
    );
    assert.equal(areaOf(linear, timeScale(5, 15, 20), 20, extent, 'linear'), 'M0 0h10v20h-10z', 'only what is seen');
    assert.deepEqual(extentOf(series([120, 100, undefined]), 'span'), { from: 100, to: 120 });
    assert.equal(extentOf(series([undefined, null]), 'linear'), undefined);
    const cases = [
      [25, { from: 0, to: 100 }, 'root', 0.5],
      [25, { from: 0, to: 100 }, 'linear', 0.25],
      [110, { from: 100, to: 120 }, 'span', 0.5],
      [7, { from: 7, to: 7 }, 'span', 0.5],
      [0, { from: 0, to: 0 }, 'root', 0],
    ] as const;
    for (const [value, of, shape, share] of cases) assert.equal(shareOf(value, of, shape), share);
  });

  test('say their values with a unit', () => {
    const cases = [
      ['lag', 1, '1 record'],
      ['lag-seconds', 200, '3 min 20 s'],
      ['rate', 12.5, '12.5 records/s'],
      ['size', 3.1e9, '3.1 GB'],
      ['latency', 2.5, '2.5 ms'],
      ['alive', 0, 'not alive'],
      ['committed', 1204, 'offset 1,204'],
    ] as const;
    for (const [figure, value, words] of cases) assert.equal(valueText(figure, value, en, format), words);
    assert.deepEqual((['lag', 'size', 'end'] as const).map(shapeOf), ['root', 'linear', 'span']);
  });
});
