// The formats, compared with golden files: test/fixtures/export. To renew them: UPDATE_GOLDEN=1, then read the difference.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { createTimeText } from '../../main/base/time-text.ts';
import { createChunk } from '../../main/export/chunk.ts';
import { createFormatter } from '../../main/export/format.ts';
import { sampleRecords } from './sample-records.ts';

const golden = (name: string) => join(import.meta.dirname, '..', 'fixtures', 'export', name);

for (const [format, file] of [
  ['ndjson', 'all-kinds.ndjson'],
  ['csv', 'all-kinds.csv'],
  ['text', 'all-kinds.txt'],
] as const) {
  test(`${format}: every kind of record is written as in ${file}`, () => {
    const formatter = createFormatter(format);
    const text = formatter.header + Object.values(sampleRecords).map(formatter.line).join('');
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden(file), text);
    assert.equal(text, readFileSync(golden(file), 'utf8'));
  });
}

test('ndjson: each line is JSON that gives back exactly what was sent', () => {
  const { line } = createFormatter('ndjson');
  for (const record of Object.values(sampleRecords)) {
    const text = line(record);
    assert.equal(text.indexOf('\n'), text.length - 1);
    const back = JSON.parse(text);
    const value = 'valueBase64' in back ? new Uint8Array(Buffer.from(back.valueBase64, 'base64')) : back.value;
    assert.deepEqual(value, record.value);
    const key = 'keyBase64' in back ? new Uint8Array(Buffer.from(back.keyBase64, 'base64')) : back.key;
    assert.deepEqual(key, record.key);
    assert.equal(back.offset, record.offset);
  }
});

test('csv: a reader of RFC 4180 gets every value back, less one apostrophe', () => {
  const formatter = createFormatter('csv');
  const records = Object.values(sampleRecords);
  const [header, ...rows] = readCsv(formatter.header + records.map(formatter.line).join(''));
  assert.equal(rows.length, records.length);
  const column = (row: string[], name: string) => row[header?.indexOf(name) ?? -1] ?? '';
  for (const [index, record] of records.entries()) {
    const row = rows[index] ?? [];
    assert.equal(row.length, header?.length);
    const cell = column(row, 'value');
    assert.doesNotMatch(cell, /^[=+\-@\t\r\n]/);
    const encoding = column(row, 'valueEncoding');
    const text = cell.replace(/^'/, '');
    const value = encoding === 'null' ? null : encoding === 'base64' ? Buffer.from(text, 'base64') : text;
    assert.deepEqual(value instanceof Buffer ? new Uint8Array(value) : value, record.value);
  }
});

test('csv: quotes are doubled alike in short, long and very long values', () => {
  const { line } = createFormatter('csv');
  for (const length of [10, 1000, 5000, 60_000, 300_000]) {
    const value = `"한글",${'a"é😀'.repeat(length / 5)}`;
    const [row] = readCsv(line({ ...(sampleRecords.plain ?? assert.fail()), value }));
    assert.equal(row?.[10], value);
  }
});

test('times: six digits, before the epoch too, and the cache of the last second does not leak', () => {
  const text = createTimeText();
  assert.equal(text(0), '1970-01-01T00:00:00.000000Z');
  assert.equal(text(-1), '1969-12-31T23:59:59.999999Z');
  assert.equal(text(1_999_999), '1970-01-01T00:00:01.999999Z');
  assert.equal(text(1_000_001), '1970-01-01T00:00:01.000001Z');
  assert.equal(text(1_000_001), '1970-01-01T00:00:01.000001Z');
  assert.equal(text(2_010_000), '1970-01-01T00:00:02.010000Z');
});

test('a chunk grows as its lines need, and keeps nothing of the one before', () => {
  const chunk = createChunk(16);
  const lines = ['가나다라\n', 'x'.repeat(100), '', '\n'];
  for (const line of lines) chunk.add(line);
  assert.equal(Buffer.from(chunk.take()).toString(), lines.join(''));
  assert.equal(chunk.length, 0);
  chunk.add('b\n');
  assert.equal(Buffer.from(chunk.take()).toString(), 'b\n');
});

/** A strict reader of RFC 4180, apart from what is tested. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (text[at] !== '"') cell += text[at];
        else if (text[at + 1] === '"') {
          cell += '"';
          at++;
        } else break;
        assert.ok(at < text.length, 'a quote is not closed');
      }
      at++;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\r') cell += text[at++];
    row.push(cell);
    if (text[at] === ',') at++;
    else {
      assert.equal(text.slice(at, at + 2), '\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
