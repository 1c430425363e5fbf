// The cells of a row: what they say, and the filters that they offer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../main/contract/records.ts';
import { parseFilter } from '../../main/query/grammar.ts';
import { cellOf, cellsOf } from '../../renderer/records/cells.ts';
import { cellText, fieldsOf, gridTemplate, leastWidth, valuesOf } from '../../renderer/records/columns.ts';
import type { Column } from '../../renderer/state/column.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en } from '../../renderer/ui/messages/en.ts';

const COLUMNS: Column[] = ['topic', 'partition', 'service', 'host', '=http.status', '=tags', '=missing', 'broker'];
const FIELDS = fieldsOf(COLUMNS);
const ROW: Row = {
  key: { time: 1_790_000_000_000_000, row: 7 },
  ...{ topic: 'app.logs', partition: 3, offset: 41, level: 'error', service: 'auth "x"', host: null },
  message: 'broke\n\tat line 1',
  marks: [],
  values: ['500', ['a', 'b c'], null, '1790000000000001'],
};
const format = createFormat('en', 'utc');

test('columns ask for what a row does not have, once', () => {
  assert.deepEqual(FIELDS, ['http.status', 'tags', 'missing', '_broker_ts']);
  assert.deepEqual(fieldsOf(['service', '=a', '=a', 'arrival']), ['a', '_arrival']);
  assert.deepEqual(valuesOf(ROW, '=tags', FIELDS), ['a', 'b c']);
  assert.deepEqual(valuesOf(ROW, '=other', FIELDS), [], 'a column whose values are on their way');
  assert.deepEqual(valuesOf(ROW, 'host', FIELDS), []);
});

test('cells say one line; clocks are times', () => {
  const said = COLUMNS.map((column) => cellText(ROW, column, FIELDS, format, 'time'));
  assert.deepEqual(said, ['app.logs', '3 @ 41', 'auth "x"', '', '500', 'a, b c', '', '14:13:20.000001']);
  assert.equal(cellText({ ...ROW, service: 'a\nb\tc' }, 'service', FIELDS, format, 'time'), 'a ↵ b c');
});

test('every cell offers filters that parse, for its value and against it', () => {
  const cells = cellsOf(ROW, COLUMNS, FIELDS, en, format);
  assert.deepEqual(
    cells.map(({ id, only, hide }) => [id, only, hide]),
    [
      ['level', 'level: error', 'not level: error'],
      ['topic', '_topic: app.logs', 'not _topic: app.logs'],
      ['partition', '_partition: 3', 'not _partition: 3'],
      ['service', 'service: "auth \\"x\\""', 'not service: "auth \\"x\\""'],
      ['host', 'not host: *', 'host: *'],
      ['=http.status', 'http.status: 500', 'not http.status: 500'],
      ['=tags', '(tags: a and tags: "b c")', 'not (tags: a and tags: "b c")'],
      ['=missing', 'not missing: *', 'missing: *'],
      ['broker', undefined, undefined],
      ['message', 'message: "broke\n\tat line 1"', 'not message: "broke\n\tat line 1"'],
    ],
  );
  for (const { only, hide } of cells) for (const filter of [only, hide]) if (filter) parseFilter(filter);
  const cut = { ...ROW, message: 'x'.repeat(2000) };
  assert.equal(cellOf(cut, 'message', FIELDS, en, format)?.only, undefined, 'a part of a value would find nothing');
  assert.equal(cellOf(ROW, 'nothing', FIELDS, en, format), undefined);
  assert.equal(cellOf(ROW, 'partition', FIELDS, en, format)?.value, '3 @ 41');
});

test('widths that were chosen hold; the message has the rest, and a least width', () => {
  const widths = { time: 122, columns: { service: 200 } };
  assert.equal(gridTemplate(['service', '=a'], widths), '4px 122px 52px 200px 120px minmax(120px, 1fr)');
  assert.equal(leastWidth(['service', '=a'], widths), 4 + 122 + 52 + 200 + 120 + 120 + 5 * 10 + 8);
});
