// A collecting process from the outside: told, frozen, killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { bundleWithThreads } from '../../build/build.ts';
import type { Input } from '../../main/contract/methods.ts';
import type { Told } from './session-child.ts';

// Bundled, as it is shipped: starting from the sources takes three times as long. Within the checkout, for the packages' sake.
const cache = join(import.meta.dirname, '..', '..', '.cache');
mkdirSync(cache, { recursive: true });
const bundle = mkdtempSync(join(cache, 'faults-'));
process.once('exit', () => rmSync(bundle, { recursive: true, force: true }));
const entry = (name: string) => join(import.meta.dirname, `${name}.ts`);
await bundleWithThreads({ 'session-child': entry('session-child'), freeze: entry('freeze') }, bundle);

export class SessionProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #changed = new Set<() => void>();
  told: Told | undefined;

  constructor(folder: string, session: Input<'session.open'>) {
    const given = JSON.stringify({ folder, session });
    this.#child = spawn(
      process.execPath,
      ['--import', pathToFileURL(join(bundle, 'freeze.js')).href, join(bundle, 'session-child.js'), given],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    this.#exited = once(this.#child, 'exit').then(() => this.#wake());
    // A command that comes too late for it is no fault of the test.
    this.#child.stdin?.on('error', () => undefined);
    if (this.#child.stdout)
      createInterface(this.#child.stdout).on('line', (line) => {
        this.told = JSON.parse(line);
        this.#wake();
      });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
  command(text: string): void {
    this.#child.stdin?.write(`${text}\n`);
  }
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }
  thaw(): void {
    this.#child.kill('SIGCONT');
  }
  /** kill -9; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
  /** Resolves when what it told holds; throws where the process ends before, or after three minutes. */
  async until(what: string, holds: (told: Told) => boolean): Promise<void> {
    const deadline = Date.now() + 180_000;
    while (!(this.told && holds(this.told))) {
      if (this.hasEnded) throw new Error(`the session ended before ${what}; it last told ${JSON.stringify(this.told)}`);
      if (Date.now() > deadline)
        throw new Error(`waited three minutes for ${what}; it last told ${JSON.stringify(this.told)}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#changed.add(resolve);
      await Promise.race([promise, sleep(1_000, undefined, { ref: false })]);
      this.#changed.delete(resolve);
    }
  }
  /** Resolves when it has stored so many records since it was asked, or since it is up. */
  async stores(atLeast = 1): Promise<void> {
    await this.until('it is up', () => true);
    const before = this.told?.records ?? 0;
    await this.until(`${atLeast} records more than ${before}`, (told) => told.records >= before + atLeast);
  }
  /** A proper end: the group is left, the cache closed. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exited;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasEnded) await this.kill();
  }

  #wake(): void {
    for (const resolve of this.#changed) resolve();
  }
}
