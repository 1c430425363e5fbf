// The test command: every suite of test/ in turn, on the real thing, and one closing line.
//   node build/test.ts [--quick] [part of a path ...]
// --quick leaves out what needs Kafka or a browser: what a developer runs all day.
import { globSync } from 'node:fs';
import { join, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const quick = process.argv.includes('--quick');
const BROWSER = /^test\/e2e\//;
const SLOW = /^test\/(kafka|e2e|hosts|build|faults)\//;

// Time zone and locale are pinned: no test may depend on where it runs.
process.env.TZ = 'UTC';
process.env.LANG = 'en_US.UTF-8';
// A third of a short suite's time was reading the same sources anew, in each process and thread.
process.env.NODE_COMPILE_CACHE ??= join(root, '.cache', 'compiled');

const files = globSync('test/**/*.test.ts', { cwd: root })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => (wanted.length === 0 || wanted.some((part) => file.includes(part))) && !(quick && SLOW.test(file)))
  .sort();

// Whatever happens, there is an answer: CI waits for 90 minutes and then tells nothing.
const LIMIT_MS = 45 * 60_000;
setTimeout(() => {
  console.error('The suites were not done after 45 minutes.');
  process.exit(1);
}, LIMIT_MS).unref();

let passed = 0;
let failed = 0;
let skipped = 0;

/** Prints as it goes on, or, where others print meanwhile, at its end. */
async function suite(names: string[], concurrency: number, prints: 'now' | 'at its end' = 'now'): Promise<void> {
  if (names.length === 0) return;
  const stream = run({
    files: names.map((file) => join(root, file)),
    concurrency,
    execArgv: ['--import', pathToFileURL(join(import.meta.dirname, 'test-limit.ts')).href],
  });
  stream.on('test:pass', (event) => {
    if (event.details.type === 'suite') return;
    if (event.skip !== undefined) skipped++;
    else passed++;
  });
  stream.on('test:fail', (event) => {
    if (event.details.type !== 'suite' || event.nesting === 0) failed++;
  });
  const report = stream.compose(spec());
  if (prints === 'at its end') return void process.stdout.write(await text(report));
  report.pipe(process.stdout, { end: false });
  await new Promise((resolve, reject) => {
    report.once('end', resolve);
    report.once('error', reject);
  });
}

// A browser has the machine to itself. Suites with brokers mostly wait, for sessions to end and for leaders to be elected: three
// of them at a time take little more than one, and leave room for one that only computes. Faults first, which take longest.
const withBrokers = files.filter((file) => SLOW.test(file) && !BROWSER.test(file));
const faultsFirst = (a: string, b: string) => Number(b.includes('/faults/')) - Number(a.includes('/faults/'));
const computing = files.filter((file) => !SLOW.test(file));
await suite(
  files.filter((file) => BROWSER.test(file)),
  1,
);
if (withBrokers.length === 0) await suite(computing, 2);
else await Promise.all([suite(withBrokers.toSorted(faultsFirst), 3), suite(computing, 1, 'at its end')]);

if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(', ')}`);
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : 0);
