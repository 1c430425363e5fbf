// Every hot statement of the reader, by its plan: the index that is meant, no scan where one is, and nothing sorted on the side.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { compileFilter, topicsSql } from '../../main/query/compile.ts';
import { fieldReader } from '../../main/query/field-values.ts';
import { sqlFunctions } from '../../main/query/functions.ts';
import { parseFilter } from '../../main/query/grammar.ts';
import { CATALOG_READS } from '../../main/store/catalog.ts';
import { COUNT_SQL } from '../../main/store/reader-count.ts';
import { facetsSql } from '../../main/store/reader-facets.ts';
import { bestChosenSql, bestSql } from '../../main/store/reader-find.ts';
import { GALLOP_SQL } from '../../main/store/reader-gallop.ts';
import { HOLE_TIME_SQL } from '../../main/store/reader-hole-times.ts';
import { NAMED_SQL } from '../../main/store/reader-named.ts';
import { TEXTS_SQL } from '../../main/store/reader-possible.ts';
import { EDGE_SQL } from '../../main/store/reader-segments.ts';
import { SHAPE_SQL } from '../../main/store/reader-shape.ts';
import { SLICE_SQL } from '../../main/store/reader-slices.ts';
import { walkSql } from '../../main/store/reader-walk.ts';
import { CATALOG_SQL, SEGMENT_SQL } from '../../main/store/schema.ts';
import { LAST_BATCH_BELOW } from '../../main/store/segment.ts';
import { SEGMENT_READS } from '../../main/store/segment-reads.ts';

const db = new Database(':memory:');
db.exec(SEGMENT_SQL);
const catalog = new Database(':memory:');
catalog.exec(CATALOG_SQL);
for (const { name, run } of sqlFunctions()) db.function(name, { deterministic: true }, run);

const PARTS = ['app.logs', 'web'].map((topic, id) => ({ id, topic, partition: 0 }));

const { column: service } = fieldReader('service', new Map());

function planOf(sql: string, of = db): string[] {
  const parameters = new Array<null>(sql.split('?').length - 1).fill(null);
  return (
    of
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...parameters)
      .map(({ detail }) => detail)
      // How the ids of the chosen partitions are looked up; the same for all.
      .filter((detail) => !/SUBQUERY|json_each|BLOOM/.test(detail))
  );
}

const BY_TIME = 'SEARCH r USING INDEX records_ts (ts>? AND ts<?)';
const SAME_TIME = 'SEARCH r USING INDEX records_ts (ts=? AND rowid>? AND rowid<?)';
const CHOSEN_ROW = ['SCAN chosen VIRTUAL TABLE INDEX 1:', 'SEARCH r USING INTEGER PRIMARY KEY (rowid=?)'];
const BY_ROW = 'SEARCH r USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)';
const covering = (plan: string) => plan.replace('INDEX', 'COVERING INDEX');
const ofRecords = (plan: string) => plan.replace('SEARCH r ', 'SEARCH records ');

const FILTERS = [
  '',
  'reset',
  'level:error',
  'status:500 and service: auth*',
  '_ts > 2026-07-01 or _offset < 7',
  '_topic:app*',
];

for (const filter of FILTERS) {
  const { where, rollup } = compileFilter(parseFilter(filter), PARTS);
  const condition = `${topicsSql(['app.logs'], PARTS).text} AND ${where.text}`;
  describe(`with the filter "${filter}"`, () => {
    for (const order of ['asc', 'desc'] as const)
      test(`a walk ${order} goes by the index of times and sorts nothing`, () => {
        const sql = walkSql(order, ', r.value', condition);
        assert.deepEqual(planOf(sql.between), [BY_TIME]);
        assert.deepEqual(planOf(sql.sameTime), [SAME_TIME]);
        assert.deepEqual(planOf(sql.betweenEnd), [covering(BY_TIME)]);
        assert.deepEqual(planOf(sql.sameTimeEnd), [covering(SAME_TIME)]);
      });
    test('a scan goes by rows, in the order of the file', () => {
      assert.deepEqual(planOf(COUNT_SQL.slots(SLICE_SQL.scan(condition))), [BY_ROW]);
      assert.deepEqual(planOf(COUNT_SQL.slots(SLICE_SQL.scanAll(condition))), [BY_ROW]);
      assert.deepEqual(planOf(COUNT_SQL.cells(service.text, SLICE_SQL.scanAll(condition))), [BY_ROW]);
      assert.deepEqual(planOf(facetsSql([service.text, 'r.part'], SLICE_SQL.scan(condition))), [BY_ROW]);
      assert.deepEqual(planOf(bestSql(condition)), [BY_ROW]);
    });
    test('rows that may match are looked up one by one, in their order', () => {
      assert.deepEqual(planOf(COUNT_SQL.slots(SLICE_SQL.chosen(condition))), CHOSEN_ROW);
      assert.deepEqual(planOf(bestChosenSql(condition)), CHOSEN_ROW);
    });
    test('a narrow count goes by the index of times', () => {
      assert.deepEqual(planOf(COUNT_SQL.slots(SLICE_SQL.byTime(condition))), [BY_TIME]);
    });
    if (rollup)
      test('the rollup is searched by width and bucket', () => {
        assert.deepEqual(planOf(COUNT_SQL.rollup(condition)), [
          'SEARCH r USING PRIMARY KEY (width=? AND bucket>? AND bucket<?)',
        ]);
      });
  });
}

test('bounds and jumps read the index alone', () => {
  assert.deepEqual(planOf(SLICE_SQL.rowRange), [ofRecords(covering(BY_TIME))]);
  assert.deepEqual(planOf(SLICE_SQL.sliceEnd), [ofRecords(covering(BY_TIME))]);
  assert.deepEqual(planOf(GALLOP_SQL.asc), [ofRecords(covering(BY_TIME))]);
  assert.deepEqual(planOf(GALLOP_SQL.desc), [ofRecords(covering(BY_TIME))]);
  assert.deepEqual(planOf(GALLOP_SQL.between), [ofRecords(covering(BY_TIME))]);
  assert.deepEqual(planOf(GALLOP_SQL.sameTime), [ofRecords(covering(SAME_TIME))]);
  // From an end of the index, past what is too new: a scan that ends at the first row.
  for (const sql of Object.values(EDGE_SQL))
    assert.deepEqual(planOf(sql), ['SCAN records USING COVERING INDEX records_ts']);
});

test('texts that are looked at first come in the order of their rows, unsorted', () => {
  assert.deepEqual(planOf(TEXTS_SQL), [BY_ROW]);
});

test('a record is found by its row', () => {
  for (const sql of Object.values({ ...SHAPE_SQL, ...NAMED_SQL }))
    assert.deepEqual(planOf(sql).map(ofRecords), ['SEARCH records USING INTEGER PRIMARY KEY (rowid=?)']);
});

test('a batch of the past, the last record and the times of a hole are found by their offsets, and nothing is sorted', () => {
  const below = 'SEARCH batches USING PRIMARY KEY (part=? AND from_offset<?)';
  const within = 'SEARCH batches USING PRIMARY KEY (part=? AND from_offset>? AND from_offset<?)';
  const byRow = 'SEARCH records USING INTEGER PRIMARY KEY (rowid=?)';
  assert.deepEqual(planOf(LAST_BATCH_BELOW), [below]);
  assert.deepEqual(planOf(SEGMENT_READS.lastBatch), [below]);
  assert.deepEqual(planOf(SEGMENT_READS.hashed), [byRow]);
  for (const sql of Object.values(HOLE_TIME_SQL)) assert.deepEqual(planOf(sql), [byRow, within]);
});

test('the catalog finds parts, what is held and holes by their part', () => {
  const held = 'SEARCH held USING COVERING INDEX held_part (part=? AND from_offset<?)';
  assert.deepEqual(
    Object.entries(CATALOG_READS).map(([name, sql]) => [name, ...planOf(sql, catalog)]),
    [
      ['newestPart', 'SEARCH parts USING INDEX sqlite_autoindex_parts_1 (cluster=? AND topic=? AND partition=?)'],
      ['lastHeldBelow', held],
      ['heldBetween', held],
      ['heldDown', held],
      ['holesOf', 'SEARCH holes USING PRIMARY KEY (part=?)'],
      ['holesTouching', 'SEARCH holes USING PRIMARY KEY (part=? AND from_offset<?)'],
    ],
  );
});
