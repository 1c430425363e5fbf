// Random filters over random records: the compiled SQL has to say what a naive reading of the language says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { Flag } from '../../main/base/batch.ts';
import { unescapeJson } from '../../main/parse/unescape.ts';
import { compileFilter } from '../../main/query/compile.ts';
import { sqlFunctions } from '../../main/query/functions.ts';
import { parseFilter } from '../../main/query/grammar.ts';
import { possibleOf } from '../../main/query/possible.ts';
import { type Word, wordsOf } from '../../main/query/words.ts';
import { SEGMENT_SQL } from '../../main/store/schema.ts';
import { rounds } from '../rounds.ts';
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

/** All bytes of a record as the cache has them; letters of A to Z small. */
function bytesOf({ value, key, headers, text, error }: ModelRecord): Buffer {
  const note = error === null ? '' : JSON.stringify({ error });
  const columns = [value, key, headers.length === 0 ? '' : JSON.stringify(headers), text, note];
  return folded(Buffer.concat(columns.map((column) => Buffer.from(column ?? ''))));
}
function folded(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => (byte >= 65 && byte <= 90 ? byte | 0x20 : byte)));
}
function has(bytes: Buffer, { text, fits = () => true }: Word): boolean {
  const word = folded(Buffer.from(text));
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1))
    if (fits(bytes, at + word.length, bytes.length)) return true;
  return false;
}

test('SQL and the naive reading agree on random filters', () => {
  const random = seededRandom();
  const records = Array.from({ length: 400 }, (_, offset) => randomRecord(random, offset));
  const db = database(records);
  const bytes = records.map(bytesOf);
  let [matched, judged, ruledOut] = [0, 0, 0];
  const byWords = { filters: 0, matched: 0, ruledOut: 0 };
  for (let round = 0; round < rounds(2000); round++) {
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
    const words = wordsOf(node);
    if (words) {
      const hasWord = ({ offset }: ModelRecord) => words.some((word) => has(bytes[offset] ?? Buffer.alloc(0), word));
      const missed = matching.find((record) => !hasWord(record));
      assert.equal(
        missed,
        undefined,
        `seed ${random.seed}, ${filter.text} fits a record without ${words.map(({ text }) => text)}`,
      );
      byWords.filters++;
      byWords.matched += matching.length;
      byWords.ruledOut += records.filter((record) => !hasWord(record)).length;
    }
    const odd = [...found.filter((one) => !expected.includes(one)), ...expected.filter((one) => !found.includes(one))];
    const example = records[odd[0] ?? -1];
    assert.deepEqual(odd, [], `seed ${random.seed}, filter ${filter.text}\nrecord ${JSON.stringify(example)}`);
  }
  assert.ok(matched > rounds(10_000), `the filters have to match something: ${matched}`);
  assert.ok(
    judged > rounds(20, 2) && ruledOut > judged * 50,
    `texts have to be ruled out: ${ruledOut} by ${judged} filters`,
  );
  const { filters, matched: withWords, ruledOut: withoutWords } = byWords;
  assert.ok(filters > rounds(200) && withWords > rounds(2000) && withoutWords > filters * 100, JSON.stringify(byWords));
  db.close();
});

/** The column `text`, as the worker writes it. */
function unescaped(value: string): string {
  const bytes = Buffer.from(value);
  const target = Buffer.alloc(bytes.length);
  return target.toString('utf8', 0, unescapeJson(bytes, 0, bytes.length, target, 0));
}

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
        const words = wordsOf(node) ?? [];
        for (const offset of offsets) {
          const value = ODD[offset] ?? '';
          assert.ok(possible(value), `${filter} finds ${value}`);
          const bytes = Buffer.from(value + (value.includes('\\') ? unescaped(value) : ''));
          assert.ok(
            words.some((word) => has(bytes, word)),
            `${filter} finds the bytes of ${value}`,
          );
        }
      }
  assert.ok(found > 500, String(found));
  db.close();
});

test('the words that a matching record has in its bytes follow from the filter', () => {
  const words = (filter: string) => wordsOf(parseFilter(filter))?.map(({ text }) => text);
  assert.deepEqual(words('Needle'), ['Needle']);
  assert.deepEqual(words('con*nection'), ['nection']);
  assert.deepEqual(words('결제 and level:error and x'), ['결제']);
  assert.deepEqual(words('reset or "timed out"'), ['reset', 'timed out']);
  assert.deepEqual(words('trace: 00ab* and not reset'), ['00ab']);
  assert.deepEqual(words('user: *'), ['user"']);
  assert.deepEqual(words('path:~"^/api/v[0-9]+"'), ['/api/v']);
  assert.deepEqual(words('cidr(src.ip, 10.0.0.0/8)'), ['ip"']);
  assert.deepEqual(words('_key: k1'), ['k1']);
  assert.deepEqual(words('header.trace: "a\u0001bcd"'), ['bcd']);
  assert.deepEqual(words('service: "a/b"'), ['a/b']);
  assert.deepEqual(words('message: *a/bcd*'), ['bcd', '\\u']);
  assert.deepEqual(words('"a\ufffdbc\ud800"'), ['bc']);
  const without = ['', 'level:error', 'not needle', 'needle or level:error', 'a*: 5', '_offset: 7', 'service: *'];
  // Case beyond ASCII, a zero character, too many words.
  for (const filter of [...without, 'ошибка', 'Straße', '"a\0b"', 'a or b or c or d or e', '_topic: x'])
    assert.equal(words(filter), undefined, filter);
});

test('bytes that only look like JSON may spell their message otherwise', () => {
  const db = database([]);
  const insert = db.prepare(
    `INSERT INTO records(part, offset, ts, broker_ts, arrival, level, flags, value) VALUES (1, ?, 0, -1, 0, 3, ?, ?)`,
  );
  const value = Buffer.concat([Buffer.from('{"message":"n\\u0065edle","x":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  insert.run(0, Flag.valueBinary, value);
  const node = parseFilter('message: needle');
  const { where } = compileFilter(node, PARTS);
  const found = db.prepare(`SELECT offset FROM records r WHERE ${where.text}`).all(...where.params);
  assert.equal(found.length, 1);
  assert.ok(wordsOf(node)?.some(({ text }) => value.includes(text)));
  db.close();
});
