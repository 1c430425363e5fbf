// The command line as what it is: a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '..', '..', 'main', 'hosts', 'cli.ts');

export type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string };
export type Started = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the output so far when it matches; rejects when the process ends before. */
  seen(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
};

export function startCli(args: string[], environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  const output = { stdout: '', stderr: '' };
  const looks = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const look of looks) look();
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return {
    child,
    ended,
    seen: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(output[stream])) return;
          looks.delete(look);
          resolve(output[stream]);
        };
        looks.add(look);
        look();
        void ended.then(({ code, stderr }) => reject(new Error(`ended with ${code} before ${pattern}: ${stderr}`)));
      }),
  };
}

export function runCli(...args: string[]): Promise<Ended> {
  return startCli(args).ended;
}
