// Runs the benchmarks one after the other, each in a process of its own; each prints one JSON object on stdout.
//   npm run bench [-- part of a name ...]
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const files = globSync('test/bench/*.bench.ts', { cwd: root })
  .filter((file) => wanted.length === 0 || wanted.some((part) => basename(file).includes(part)))
  .sort();
const results: Record<string, unknown> = {
  machine: { cores: cpus().length, cpu: cpus()[0]?.model, memoryBytes: totalmem(), node: process.version },
};
for (const file of files) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) {
    console.error(`${file} failed (${status})`);
    process.exitCode = 1;
    continue;
  }
  results[basename(file, '.bench.ts')] = JSON.parse(stdout);
}
if (files.length === 0) {
  console.error(`no benchmark matches ${wanted.join(', ')}`);
  process.exitCode = 1;
}
console.log(JSON.stringify(results, null, 2));
