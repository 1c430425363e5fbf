// Names of files, and the time that is left.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ExportJob } from '../../main/contract/export.ts';
import { View } from '../../main/contract/records.ts';
import {
  fileName,
  folderOf,
  isAbsolutePath,
  join,
  nameOf,
  nextName,
  withFormat,
} from '../../renderer/export/file-name.ts';
import { timeLeftMs } from '../../renderer/export/time-left.ts';

const utc = (at: number) => new Date(at / 1000).toISOString();
const clock = { time: (at: number) => utc(at).slice(11, 19), day: (at: number) => utc(at).slice(0, 10) };
const NOON = Date.UTC(2026, 10, 23, 12) * 1000;
const HOUR = 3_600_000_000;

describe('file names', () => {
  test('say topic and time, with nothing that a system refuses', () => {
    const view = (change: Partial<View>) => View.parse(change);
    const name = (change: Partial<View>) => fileName(view(change), 'ndjson', clock, NOON);
    assert.equal(name({}), 'logs until 2026-11-23 1200.ndjson');
    assert.equal(name({ from: NOON - HOUR, topics: ['app.auth'] }), 'app.auth 2026-11-23 1100-1200.ndjson');
    assert.equal(
      name({ from: NOON - 24 * HOUR, to: NOON - HOUR, topics: ['a', 'b'] }),
      'logs 2026-11-22 1200 to 2026-11-23 1100.ndjson',
    );
    assert.equal(fileName(view({}), 'text', clock, NOON), 'logs until 2026-11-23 1200.log');
  });

  test('follow the format, and step aside for one that is taken', () => {
    assert.equal(withFormat('/x/a.ndjson', 'ndjson', 'csv'), '/x/a.csv');
    assert.equal(withFormat('/x/my.file', 'ndjson', 'csv'), '/x/my.file');
    assert.equal(nextName('/x.d/a.csv'), '/x.d/a (2).csv');
    assert.equal(nextName('/x.d/a (9).csv'), '/x.d/a (10).csv');
    assert.equal(nextName('/x.d/a'), '/x.d/a (2)');
  });

  test('are of the engine’s system', () => {
    assert.equal(join('C:\\Users\\me', 'a.csv'), 'C:\\Users\\me\\a.csv');
    assert.equal(join('/home/me/', 'a.csv'), '/home/me/a.csv');
    assert.deepEqual([nameOf('C:\\x\\a.csv'), folderOf('/x/y/a.csv')], ['a.csv', '/x/y/']);
    for (const path of ['/a', 'C:\\a', 'c:/a', '\\\\server\\a']) assert.ok(isAbsolutePath(path), path);
    for (const path of ['a', './a', 'C:a', '']) assert.ok(!isAbsolutePath(path), path);
  });
});

test('the time left follows the pace so far, once there is one', () => {
  const job = (progress: number, state: ExportJob['state'] = 'running') =>
    ExportJob.parse({
      ...{ id: '1', path: '/a', format: 'csv', filter: '', state, records: 1, bytes: 1, progress },
      ...{ startedAt: 0, endedAt: null, coverage: null, covers: null, coverageFile: null, error: null },
    });
  assert.equal(timeLeftMs(job(0.25), 2_000_000), 6000);
  assert.equal(timeLeftMs(job(0), 2_000_000), undefined);
  assert.equal(timeLeftMs(job(0.5), 100_000), undefined);
  assert.equal(timeLeftMs(job(0.5, 'done'), 2_000_000), undefined);
});
