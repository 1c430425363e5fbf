// npm test: the checks, then every suite; the last line is "N passed, N failed". The checks count as one.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CLOSING = /^(\d+) passed, (\d+) failed(.*)$/;

const check = await run('check.ts', (line) => console.log(line));
let closing: RegExpExecArray | null = null;
const suites = await run('test.ts', (line) => {
  closing = CLOSING.exec(line);
  if (!closing) console.log(line);
});
const [, passed = '0', failed = '0', rest = ''] = closing ?? [];
// A run that ended without its closing line has failed, whatever it printed.
const broken = closing === null || (suites !== 0 && failed === '0') ? 1 : 0;
const failures = Number(failed) + broken + (check === 0 ? 0 : 1);
if (broken) console.error(`The suites ended with exit code ${suites} before they were done.`);
if (check !== 0) console.error('The checks failed: see above.');
console.log(`${Number(passed) + (check === 0 ? 1 : 0)} passed, ${failures} failed${rest}`);
process.exitCode = failures > 0 ? 1 : 0;

/** Resolves with the exit code when all lines are handed over. */
async function run(script: string, onLine: (line: string) => void): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...process.argv.slice(2)], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  return ended;
}
