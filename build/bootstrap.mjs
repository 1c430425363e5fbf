// Runs a script of build/ or main/ on a machine that may be new: installs the packages where they are missing or older than
// the lock file or the patches, then hands over to the Node that the lock file names. Plain JavaScript: any Node from 20 on runs it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'node_modules', '.tailwater-lock');
const patches = join(root, 'patches');
const sources = [join(root, 'package-lock.json'), ...readdirSync(patches).map((name) => join(patches, name))];
const lock = createHash('sha256')
  .update(sources.map((file) => readFileSync(file)).join('\0'))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing packages (once; npm ci)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    console.error('npm ci failed: see above. Is the npm registry reachable from here?');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const [script, ...rest] = process.argv.slice(2);
const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...rest], { stdio: 'inherit' });
// A signal to this process alone is handed on. By Ctrl-C the child gets one from the terminal too: it ignores the twin
// (main/hosts/cli/interrupt.ts).
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
