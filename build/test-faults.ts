// npm run test:faults: every fault of the ingest rules in its long form, on real brokers, and the table of figures.
//   npm run test:faults -- [--short] [--seed N] [--json file] [part of a file's name, or a fault's, ...]
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { type Row, tableOf, totalsOf } from '../test/faults/table.ts';

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean' }, seed: { type: 'string' }, json: { type: 'string' } },
});
const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000));
console.log(`seed ${seed}; the same again: npm run test:faults -- --seed ${seed}${values.short ? ' --short' : ''}`);

const folder = mkdtempSync(join(tmpdir(), 'tailwater-faults-run-'));
const rowsFile = join(folder, 'rows');
writeFileSync(rowsFile, '');
Object.assign(process.env, {
  ...{ TZ: 'UTC', LANG: 'en_US.UTF-8', SEED: seed },
  ...{ TAILWATER_FAULTS: values.short ? 'short' : 'long', TAILWATER_FAULTS_ROWS: rowsFile },
});

const all = globSync('test/faults/*.test.ts', { cwd: root }).sort();
const isOf = (part: string) => (file: string) => file.includes(part);
const named = all.filter((file) => positionals.some((part) => isOf(part)(file)));
const files = named.length > 0 ? named : all;
// What is part of no file's name is one of a fault's.
const names = positionals.filter((part) => !all.some(isOf(part)));
let failed = 0;
// One file after the other: each has brokers of its own, and resuming is timed.
const stream = run({
  files: files.map((file) => join(root, file)),
  concurrency: 1,
  timeout: 40 * 60_000,
  testNamePatterns: names.length > 0 ? names.map((name) => new RegExp(name)) : undefined,
});
stream.on('test:fail', () => {
  failed++;
});
const report = stream.compose(spec());
report.pipe(process.stdout, { end: false });
await new Promise((resolve, reject) => {
  report.once('end', resolve);
  report.once('error', reject);
});

const rows: Row[] = readFileSync(rowsFile, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });
const totals = totalsOf(rows);
console.log(`\n${tableOf(rows)}\n`);
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ seed, long: !values.short, rows, totals }, null, 2)}\n`);
if (rows.length === 0) console.error('No fault was struck.');
console.log(
  `${totals.survived} of ${totals.tried} survived, ${totals.lost} records lost, ${totals.doubled} doubled; seed ${seed}`,
);
process.exit(failed > 0 || rows.length === 0 ? 1 : 0);
