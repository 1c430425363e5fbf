// A collecting process from the outside: told, frozen, killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { OpenSession } from '../../main/contract/session.ts';
import type { Told } from './session-child.ts';

export class SessionProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #changed = new Set<() => void>();
  told: Told | undefined;

  constructor(folder: string, session: z.input<typeof OpenSession>) {
    this.#child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--import',
        new URL('./freeze.ts', import.meta.url).href,
        join(import.meta.dirname, 'session-child.ts'),
        JSON.stringify({ folder, session }),
      ],
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
  /** Resolves when what it told holds; throws where the process ends before, or after two minutes. */
  async until(what: string, holds: (told: Told) => boolean): Promise<void> {
    const deadline = Date.now() + 120_000;
    while (!(this.told && holds(this.told))) {
      if (this.hasEnded) throw new Error(`the session ended before ${what}; it last told ${JSON.stringify(this.told)}`);
      if (Date.now() > deadline)
        throw new Error(`waited two minutes for ${what}; it last told ${JSON.stringify(this.told)}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#changed.add(resolve);
      await Promise.race([promise, sleep(1_000, undefined, { ref: false })]);
      this.#changed.delete(resolve);
    }
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
