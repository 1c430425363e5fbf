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
  const pageFolder = builtPage();
  const { brokers, topics } = options;
  if (Boolean(brokers) !== Boolean(topics)) throw new UsageError('--brokers and --topics belong together: give both.');
  const session = brokers && topics ? await readSession({ ...options, brokers, topics }) : undefined;

  const run = async ({ client, handlers }: Opened) => {
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
    if (!inUse || session) throw error;
    say(`${error.message} It is opened for reading only.`);
    return withEngine(options.cache, 'read', run);
  }
}

function builtPage(): string {
  const folder = join(PROGRAM_FOLDER, 'dist', 'renderer');
  if (!existsSync(join(folder, 'index.html')))
    throw fail('not-found', 'The page is not built yet: run "npm run build".');
  return folder;
}
