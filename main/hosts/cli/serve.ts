import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError, fail } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/methods.ts';
import { METRICS_TYPE, metricsText } from '../../health/metrics.ts';
import { type Metrics, startHttpHost } from '../http.ts';
import { type CollectOptions, readSession } from './collect-options.ts';
import { UsageError } from './failure.ts';
import { print, say } from './output.ts';
import { PROGRAM_FOLDER } from './program.ts';
import { METRICS_TOKEN_VARIABLE, readSecret } from './secret-sources.ts';
import { type Opened, withEngine } from './with-engine.ts';

type ServeOptions = Partial<CollectOptions> & { cache: string; port?: number; metrics?: boolean };

/** Serves the app to a browser of this machine until Ctrl-C. Prints the address on stdout. Returns the exit code. */
export async function serveCache(options: ServeOptions, interrupt: AbortSignal): Promise<number> {
  const { brokers, topics } = options;
  if (Boolean(brokers) !== Boolean(topics)) throw new UsageError('--brokers and --topics belong together: give both.');
  const session = brokers && topics ? await readSession({ ...options, brokers, topics }) : undefined;
  const metricsToken = options.metrics ? await readMetricsToken() : undefined;
  const pageFolder = await builtPage(interrupt);
  let cacheOpened = false;

  const run = async (opened: Opened) => {
    const { client, handlers } = opened;
    cacheOpened = true;
    if (session) await client.call('session.open', session, interrupt);
    const metrics = metricsToken === undefined ? undefined : metricsOf(opened, metricsToken);
    using _ = metrics ? watchForMetrics(handlers) : undefined;
    await using host = await startHttpHost({ handlers, pageFolder, port: options.port, metrics });
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

/**
 * How topics lie is looked at each minute while somebody is to be told of it, and not each ten. Groups are asked for each minute as it
 * is; only the first time is not waited for.
 */
function watchForMetrics(handlers: Handlers): Disposable {
  const left = new DisposableStack();
  left.defer(handlers['cluster.report']().subscribe(() => undefined));
  const groups = handlers['groups.report']();
  const first = left.use(new DisposableStack());
  first.defer(groups.subscribe(() => groups.get().sampledAt !== null && first.dispose()));
  return left;
}

function metricsOf({ client, handlers }: Opened, token: string): Metrics {
  const health = handlers['health.report']();
  const cluster = handlers['cluster.report']();
  const groups = handlers['groups.report']();
  const consumers = handlers['consumers.status']();
  return {
    token,
    type: METRICS_TYPE,
    async text() {
      const report = groups.get();
      // One that is gone by now is not of the next report.
      const find = ({ group }: { group: string }) => client.call('groups.detail', { group }).catch(() => []);
      const details = (await Promise.all(report.groups.map(find))).flat();
      return metricsText({
        ...{ health: health.get(), cluster: cluster.get(), consumers: consumers.get() },
        groups: { report, details },
      });
    },
  };
}

async function readMetricsToken(): Promise<string> {
  const token = await readSecret(METRICS_TOKEN_VARIABLE, 'Bearer token for /metrics');
  // Spaces end it in the header, and a short one is soon guessed by whoever may reach the port.
  if (!/^[\x21-\x7e]{16,}$/.test(token))
    throw new UsageError(`${METRICS_TOKEN_VARIABLE} must have at least 16 characters, in ASCII and without spaces.`);
  return token;
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
