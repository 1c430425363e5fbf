// The app of this checkout: in Electron where its binary can be had and runs, else as a page for the default browser.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../main/contract/errors.ts';
import type { Input } from '../main/contract/methods.ts';
import { OpenSession } from '../main/contract/session.ts';
import { openEngine } from '../main/engine.ts';
import { VERSION } from '../main/hosts/cli/program.ts';
import { startHttpHost } from '../main/hosts/http.ts';
import { buildStale, distFolder } from './build.ts';
import { electronBinary, fetchElectron } from './electron-binary.ts';

export type AppOptions = {
  /** the cache */
  folder: string;
  /** the session to open at the start; a person may do so in the app, too */
  follow?: Input<'session.open'>;
  /** the browser's page alone, on this loopback port */
  port?: number;
  /** never Electron */
  browser?: boolean;
  /** false: only print the address of the page */
  open?: boolean;
  /** a profile of its own for Electron, for a cache that is not the person's usual one */
  ownProfile?: boolean;
  say(text: string): void;
};
export type App = AsyncDisposable & {
  /** Resolves when the person closed the app; a page in a browser never tells. */
  readonly ended: Promise<void>;
};

/** Electron that cannot run here (no display, no sandbox, a missing library) ends within this time. */
const START_MS = 5000;
const KILL_MS = 15_000;

/** Builds what is stale first. Throws an EngineError where the cache cannot be opened. */
export async function openApp(options: AppOptions): Promise<App> {
  const page = options.browser || options.open === false || options.port !== undefined;
  const app = page ? undefined : await startElectron(options);
  return app ?? startBrowserHost(options);
}

/** Undefined, having said why, where Electron cannot be had or does not start. */
async function startElectron(options: AppOptions): Promise<App | undefined> {
  let binary = electronBinary();
  if (!binary) {
    options.say('Fetching Electron (about 120 MB, once)…');
    binary = await fetchElectron();
  }
  if (!binary) {
    options.say("Electron's binary cannot be fetched from here; the app opens in the browser.");
    return undefined;
  }
  await buildStale(['main', 'electron', 'renderer']);
  const profile = options.ownProfile ? await mkdtemp(join(tmpdir(), 'tailwater-profile-')) : undefined;
  const child = spawn(binary, [join(import.meta.dirname, '..'), ...(profile ? [`--user-data-dir=${profile}`] : [])], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // electron/main.ts takes these from the environment of a checkout.
    env: {
      ...process.env,
      TAILWATER_CACHE: options.folder,
      ...(options.follow ? { TAILWATER_SESSION: JSON.stringify(OpenSession.parse(options.follow)) } : {}),
    },
  });
  const code = exitCode(child);
  const app: App = {
    ended: code.then(() => {}),
    async [Symbol.asyncDispose]() {
      // Electron takes it as Quit, and the shell closes its engine.
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), KILL_MS);
      await code;
      clearTimeout(hard);
      if (profile) await rm(profile, { recursive: true, force: true });
    },
  };
  if (await startsUp(code)) return app;
  await app[Symbol.asyncDispose]();
  options.say('Electron does not start here: see above. The app opens in the browser.');
  return undefined;
}

/** -1 for a process that did not start or was killed. */
function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

/** Whether it runs on, or ended well: as it does where the app is open already. */
async function startsUp(code: Promise<number>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const running = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(0), START_MS);
  });
  return (await Promise.race([code, running]).finally(() => clearTimeout(timer))) === 0;
}

async function startBrowserHost(options: AppOptions): Promise<App> {
  await buildStale(['renderer']);
  await using opened = new AsyncDisposableStack();
  const engine = await openBrowserEngine(options);
  opened.defer(() => engine.close());
  if (options.follow)
    await engine.handlers['session.open'](OpenSession.parse(options.follow), new AbortController().signal);
  const pageFolder = join(distFolder, 'renderer');
  const host = opened.use(await startHttpHost({ handlers: engine.handlers, pageFolder, port: options.port }));
  if (options.open !== false) openBrowser(host.launchUrl());
  options.say(`Tailwater is at ${host.url}`);
  const resources = opened.move();
  return { ended: new Promise<void>(() => {}), [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** A cache that another process fills is opened for reading, unless a session is to fill it. */
async function openBrowserEngine({ folder, follow, say }: AppOptions) {
  const config = { cacheFolder: folder, host: 'browser', version: VERSION } as const;
  try {
    return await openEngine({ ...config, mode: 'write' });
  } catch (error) {
    if (follow || !(error instanceof EngineError) || (error.code !== 'busy' && error.code !== 'read-only')) throw error;
    say(`${error.message} It is opened for reading only.`);
    return openEngine({ ...config, mode: 'read' });
  }
}

/** Where there is no browser to open, the printed address is all there is. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command, [...args, url], { detached: true, stdio: 'ignore' });
  child.once('error', () => {});
  child.unref();
}
