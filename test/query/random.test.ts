// Random filters over random records: the compiled SQL has to say what a naive reading of the language says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { Flag } from '../../main/base/batch.ts';
import { compileFilter } from '../../main/query/compile.ts';
import { sqlFunctions } from '../../main/query/functions.ts';
import { parseFilter } from '../../main/query/grammar.ts';
import { possibleOf } from '../../main/query/possible.ts';
import { SEGMENT_SQL } from '../../main/store/schema.ts';
import { seededRandom } from './random.ts';
import { randomFilter } from './random-filters.ts';
import { type ModelRecord, randomRecord, TOPICS } from './random-records.ts';

const PARTS = TOPICS.flatMap((topic, t) =>
  [0, 1, 2].map((partition) => ({ id: t * 3 + partition + 1, topic, partition })),
);

function database(records: readonly ModelRecord[]): Database.Database {
  const db = new Database(':memory:');
  db.exec(SEGMENT_SQL);
  for (const { name, run } of sqlFunctions()) db.function(name, { deterministic: true }, run);
  const insert = db.prepare(
    `INSERT INTO records(part, offset, ts, broker_ts, arrival, level, flags, key, headers, value, text, note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  db.transaction(() => {
    for (const one of records) {
      const part = PARTS.find((part) => part.topic === one.topic && part.partition === one.partition)?.id;
      const headers = one.headers.length === 0 ? null : JSON.stringify(one.headers);
      const note = one.error === null ? null : JSON.stringify({ error: one.error });
      insert.run(
        part,
        one.offset,
        one.ts,
        one.brokerTs,
        one.arrival,
        one.level,
        one.flags,
        one.key,
        headers,
        one.value,
        one.text,
        note,
      );
    }
  })();
  return db;
}

test('SQL and the naive reading agree on random filters', () => {
  const random = seededRandom();
  const records = Array.from({ length: 400 }, (_, offset) => randomRecord(random, offset));
  const db = database(records);
  let [matched, judged, ruledOut] = [0, 0, 0];
  for (let round = 0; round < 2000; round++) {
    const filter = randomFilter(random);
    const node = parseFilter(filter.text);
    const { where } = compileFilter(node, PARTS);
    const found = db
      .prepare<unknown[], number>(`SELECT offset FROM records r WHERE ${where.text} ORDER BY offset`)
      .pluck()
      .all(...where.params);
    const matching = records.filter(filter.matches);
    const expected = matching.map(({ offset }) => offset);
    matched += expected.length;
    const possible = possibleOf(node);
    if (possible) {
      judged++;
      const missed = matching.find(({ value }) => typeof value === 'string' && !possible(value));
      assert.equal(missed, undefined, `seed ${random.seed}, ${filter.text} is not said to be possible`);
      ruledOut += records.filter(({ value }) => typeof value === 'string' && !possible(value)).length;
    }
    const odd = [...found.filter((one) => !expected.includes(one)), ...expected.filter((one) => !found.includes(one))];
    const example = records[odd[0] ?? -1];
    assert.deepEqual(odd, [], `seed ${random.seed}, filter ${filter.text}\nrecord ${JSON.stringify(example)}`);
  }
  assert.ok(matched > 10_000, `the filters have to match something: ${matched}`);
  assert.ok(judged > 20 && ruledOut > judged * 50, `texts have to be ruled out: ${ruledOut} by ${judged} filters`);
  db.close();
});

/** What no model has: keys that are there twice, JSON that is cut or wrong, numbers and spaces in every form. */
const ODD = [
  '{"status":404,"status":500}',
  '{"status":500,"status":404}',
  '{"a":{"status":500},"status":1}',
  '{"status":{"status":500}}',
  '{"status":[1,500]}',
  '{"status":[[500]]}',
  '{"x":[{"status":500}]}',
  '{"status":500',
  '{"status":500,}',
  '{"status":500 "x":1}',
  '{"status":0500}',
  '{"status":+500}',
  '{"status":500.}',
  '{"status":.5e3}',
  '{"status":500e0}',
  '{"status":5.0E+2}',
  '{"status":50000e-2}',
  '{"status":4999999999999999999e-16}',
  '{"status":500.00000000000000000001}',
  '{"status":1e999}',
  '{"status":-0.0}',
  '{"status":9223372036854775807}',
  '{"status":9223372036854775808}',
  '{"status":"5e2"}',
  '{"status":" 500"}',
  '{"status":"500\\u0020"}',
  '{"st\\u0061tus":500}',
  '{"status"\n:\r\t500\n}',
  '{"status"\u00a0:500}',
  '{"note":"status\\":500,","status":1}',
  '{"note":"\\\\","status":500}',
  '{"http.status":500,"http":{"status":404}}',
  '{"http":[{"status":500},{"status":1}]}',
  '{"http":{"status":500}}',
  '{"status":true}',
  '{"status":null}',
  '{"status":"2026-07-01"}',
];
const ASKED = ['500', '5e2', '500.0', '404', '0', '-0', '1', '9223372036854775807', '9223372036854775808', '0.1'];

test('what is not possible by its text is not found by SQL, however odd the JSON', () => {
  const db = database([]);
  const insert = db.prepare(
    `INSERT INTO records(part, offset, ts, broker_ts, arrival, level, flags, value) VALUES (1, ?, 0, -1, 0, 3, ?, ?)`,
  );
  for (const [offset, value] of ODD.entries())
    insert.run(offset, Flag.json | (value.includes('\\') ? Flag.escaped : 0), value);
  let found = 0;
  for (const field of ['status', 'http.status', 'a.status', 'status.status', 'x.status'])
    for (const number of ASKED)
      for (const filter of [
        ...[`${field}:${number}`, `${field} >= ${number}`, `${field} < ${number}`, `${field}:[${number} TO *]`],
        `${field}:[${number} TO 600] and ${field} > 3`,
      ]) {
        const node = parseFilter(filter);
        const possible = possibleOf(node);
        assert.ok(possible, filter);
        const { where } = compileFilter(node, PARTS);
        const offsets = db
          .prepare<unknown[], number>(`SELECT offset FROM records r WHERE ${where.text}`)
          .pluck()
          .all(...where.params);
        found += offsets.length;
        for (const offset of offsets) assert.ok(possible(ODD[offset] ?? ''), `${filter} finds ${ODD[offset]}`);
      }
  assert.ok(found > 500, String(found));
  db.close();
});
