import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError, fail } from '../../contract/errors.ts';
import { startHttpHost } from '../http.ts';
import { type CollectOptions, readSession } from './collect-options.ts';
import { UsageError } from './failure.ts';
import { print, say } from './output.ts';
import { PROGRAM_FOLDER } from './program.ts';
import { type Opened, withEngine } from './with-engine.ts';

type ServeOptions = Partial<CollectOptions> & { cache: string; port?: number };

/** Serves the app to a browser of this machine until Ctrl-C. Prints the address on stdout. Returns the exit code. */
export async function serveCache(options: ServeOptions, interrupt: AbortSignal): Promise<number> {
  const { brokers, topics } = options;
  if (Boolean(brokers) !== Boolean(topics)) throw new UsageError('--brokers and --topics belong together: give both.');
  const session = brokers && topics ? await readSession({ ...options, brokers, topics }) : undefined;
  const pageFolder = await builtPage(interrupt);
  let cacheOpened = false;

  const run = async ({ client, handlers }: Opened) => {
    cacheOpened = true;
    if (session) await client.call('session.open', session, interrupt);
    await using host = await startHttpHost({ handlers, pageFolder, port: options.port });
    await print(`${host.url}\n`);
    say('Open this address in a browser of this machine; it works for you alone. Ctrl-C ends it.');
    if (!interrupt.aborted) await once(interrupt, 'abort');
    return 0;
  };
  try {
    return await withEngine(options.cache, 'write', run);
  } catch (error) {
    const inUse = error instanceof EngineError && (error.code === 'busy' || error.code === 'read-only');
    if (cacheOpened || !inUse || session) throw error;
    say(`${error.message} It is opened for reading only.`);
    return withEngine(options.cache, 'read', run);
  }
}

/** The folder of the built page. A fresh checkout has none yet: there it is built, once. */
async function builtPage(interrupt: AbortSignal): Promise<string> {
  const folder = join(PROGRAM_FOLDER, 'dist', 'renderer');
  const built = () => existsSync(join(folder, 'index.html'));
  const builder = join(PROGRAM_FOLDER, 'build', 'build.ts');
  if (!built() && existsSync(builder)) {
    say('Building the page (once)…');
    const child = spawn(process.execPath, [builder, 'renderer'], { stdio: ['ignore', 2, 2], signal: interrupt });
    await once(child, 'exit');
  }
  if (!built()) throw fail('not-found', `There is no page in ${folder}: build it with "npm run build".`);
  return folder;
}
