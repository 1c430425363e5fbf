// Random filters over random records: the compiled SQL has to say what a naive reading of the language says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { compileFilter } from '../../main/query/compile.ts';
import { sqlFunctions } from '../../main/query/functions.ts';
import { parseFilter } from '../../main/query/grammar.ts';
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
  let matched = 0;
  for (let round = 0; round < 2000; round++) {
    const filter = randomFilter(random);
    const { where } = compileFilter(parseFilter(filter.text), PARTS);
    const found = db
      .prepare<unknown[], number>(`SELECT offset FROM records r WHERE ${where.text} ORDER BY offset`)
      .pluck()
      .all(...where.params);
    const expected = records.filter(filter.matches).map(({ offset }) => offset);
    matched += expected.length;
    const odd = [...found.filter((one) => !expected.includes(one)), ...expected.filter((one) => !found.includes(one))];
    const example = records[odd[0] ?? -1];
    assert.deepEqual(odd, [], `seed ${random.seed}, filter ${filter.text}\nrecord ${JSON.stringify(example)}`);
  }
  assert.ok(matched > 10_000, `the filters have to match something: ${matched}`);
  db.close();
});
