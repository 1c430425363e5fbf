// The test command: every suite of test/ in turn, on the real thing, and one closing line.
//   node build/test.ts [--quick] [part of a path ...]
// --quick leaves out what needs Kafka or a browser: what a developer runs all day.
import { globSync } from 'node:fs';
import { join, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { inspect } from 'node:util';
import { buildStale } from './build.ts';
import { ensureClasses } from './kafka-classes.ts';
import { TestBundles } from './test-bundle.ts';

const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const quick = process.argv.includes('--quick');
const BROWSER = /^test\/e2e\//;
const LONGEST_CAUSE = 2_000;
/** With brokers, a browser, or processes that load everything from the sources. */
const SLOW = /^test\/(kafka|e2e|hosts|build|faults)\//;
/** What only computes, and still is not for all day: each costs a tenth of the quick run, and would show nothing in a smaller measure. */
const LONG = [
  // The bundled shell, built and booted twenty times. What it shares with the other hosts is tested in contract/ and engine/.
  'test/electron/shell.test.ts',
  // A cache of each older schema, opened again and again: it changes when the schema does.
  'test/store/migrations.test.ts',
  // 120,000 records: pages, jumps and exports of few are tested in reader.test.ts.
  'test/store/reader-large.test.ts',
  // Each moment of columns that grow while they are read; those of sealed segments are tested in columns.test.ts.
  'test/store/columns-live.test.ts',
];

// Time zone and locale are pinned: no test may depend on where it runs.
process.env.TZ = 'UTC';
process.env.LANG = 'en_US.UTF-8';
// test/rounds.ts: how often chance is tried.
if (quick) process.env.TAILWATER_QUICK = '1';
const bundles = new TestBundles();
process.once('exit', () => bundles[Symbol.dispose]());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
// Of what the processes share, the first one to compile it is the last.
process.env.NODE_COMPILE_CACHE = join(bundles.folder, 'compiled');
process.env.TAILWATER_TEST_CLI = bundles.cli;

const files = globSync('test/**/*.test.ts', { cwd: root })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => (wanted.length === 0 || wanted.some((part) => file.includes(part))) && !(quick && isLeftOut(file)))
  .sort();

/** Of the quick run; one that only computes is had by its name. */
function isLeftOut(file: string): boolean {
  return SLOW.test(file) || (wanted.length === 0 && LONG.includes(file));
}

/** Those of more than a minute and a half, the longest first. */
const LONGEST = [
  ...['faults/disk', 'faults/process', 'kafka/fill.', 'faults/log', 'hosts/cli.', 'kafka/groups.', 'faults/broker'],
  ...['kafka/versions', 'kafka/health-scenarios', 'kafka/security-changes', 'faults/connections', 'kafka/all-groups'],
  ...['e2e/logs.', 'e2e/health', 'e2e/coverage', 'e2e/connect'],
];
const LONG_BROWSER_SUITES = 4;
function longestFirst(of: readonly string[]): string[] {
  const rank = (file: string) => {
    const found = LONGEST.findIndex((part) => file.includes(part));
    return found < 0 ? LONGEST.length : found;
  };
  return of.toSorted((a, b) => rank(a) - rank(b));
}

let passed = 0;
let failed = 0;
let skipped = 0;
/** Told once more at the end: where three kinds of suites print side by side, they are hard to find. */
const failures: string[] = [];
const slowest: { file: string; seconds: number }[] = [];

// Whatever happens, there is an answer: CI waits for 90 minutes and then tells nothing.
const LIMIT_MS = 45 * 60_000;
setTimeout(() => {
  for (const failure of failures) console.log(`\nFAILED ${failure}`);
  console.error('The suites were not done after 45 minutes.');
  process.exit(1);
}, LIMIT_MS).unref();

/** Prints as it goes on, or, where others print meanwhile, at its end. */
async function suite(names: string[], concurrency: number, prints: 'now' | 'at its end'): Promise<void> {
  if (names.length === 0) return;
  const stream = run({ files: names.map((file) => bundled.get(file) ?? join(root, file)), concurrency });
  stream.on('test:pass', (event) => {
    if (event.details.type === 'suite') return;
    if (event.skip !== undefined) skipped++;
    else passed++;
  });
  stream.on('test:fail', ({ details, file, name, nesting }) => {
    if (details.type === 'suite' && nesting > 0) return;
    failed++;
    bundles.translate(details.error);
    const cause = details.error.cause ?? details.error;
    failures.push(`${bundles.sourceOf(file ?? '')}: ${name}\n${inspect(cause).slice(0, LONGEST_CAUSE)}`);
  });
  stream.on('test:summary', ({ file, duration_ms }) => {
    if (file !== undefined) slowest.push({ file: bundles.sourceOf(file), seconds: Math.round(duration_ms / 1000) });
  });
  const report = stream.compose(spec());
  if (prints === 'at its end') return void process.stdout.write(await text(report));
  report.pipe(process.stdout, { end: false });
  await new Promise((resolve, reject) => {
    report.once('end', resolve);
    report.once('error', reject);
  });
}

// Suites with brokers or a browser mostly wait, for sessions to end, leaders to be elected, pages to be painted. So many of each kind
// at a time keep two cores busy and no more. The longest first, and browsers twice when all that computes is done.
const inBrowser = files.filter((file) => BROWSER.test(file));
const withBrokers = files.filter((file) => SLOW.test(file) && !BROWSER.test(file));
const computing = files.filter((file) => !SLOW.test(file));
const kinds = [inBrowser, withBrokers, computing].filter((kind) => kind.length > 0);
const prints = kinds.length > 1 ? 'at its end' : 'now';
// Once: several suites would each find it stale.
if (inBrowser.length > 0) await buildStale(['renderer']);
if (withBrokers.length + inBrowser.length > 0) await ensureClasses();
const bundled = await bundles.make(files);
await Promise.all([
  suite(longestFirst(withBrokers), 3, 'now'),
  suite(longestFirst(inBrowser).slice(0, LONG_BROWSER_SUITES), 1, prints),
  suite(computing, kinds.length > 1 ? 1 : 3, prints).then(() =>
    suite(longestFirst(inBrowser).slice(LONG_BROWSER_SUITES), 1, prints),
  ),
]);

if (files.length === 0) {
  failures.push(`No test file matches ${wanted.join(', ')}`);
  failed++;
}
if (kinds.length > 1) {
  const told = slowest.toSorted((a, b) => b.seconds - a.seconds).slice(0, 15);
  console.log(`\nslowest: ${told.map(({ file, seconds }) => `${file} ${seconds} s`).join(', ')}`);
}
for (const failure of failures) console.log(`\nFAILED ${failure}`);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failures.length > 0 ? 1 : 0);
