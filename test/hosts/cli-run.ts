// The command line, or another script, as what it is: a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** Within the test command its bundle (build/test-bundle.ts), which starts in a third of the time. */
const CLI = process.env.TAILWATER_TEST_CLI ?? join(ROOT, 'main', 'hosts', 'cli.ts');

export type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string };
/** Disposing kills what still runs: a test that fails leaves nothing behind. */
export type Started = Disposable & {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the output so far when it matches; rejects when the process ends before. */
  seen(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
};

export function startCli(args: string[], environment: Record<string, string> = {}): Started {
  return start(CLI, args, environment);
}

/** Ctrl-C in a terminal: every process of the command's group gets it, not only the first. */
export function interruptGroup({ child }: Started): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
}

/** `script` as a path in the checkout. */
export function startScript(script: string, args: string[], environment: Record<string, string> = {}): Started {
  return start(join(ROOT, script), args, environment);
}

function start(script: string, args: string[], environment: Record<string, string>): Started {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    // A group of its own, as a command has in a terminal: see interruptGroup.
    detached: true,
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
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
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

/** The page at an address with a token, fetched as a browser does: the token is swapped for a cookie. */
export async function fetchPage(url: string): Promise<string> {
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(new URL('/', url), { headers: { cookie } });
  return page.text();
}
