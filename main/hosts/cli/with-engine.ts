// The engine in this process, spoken to through the contract only, like any other host does.
import { createClient } from '../../contract/client.ts';
import { memoryPair } from '../../contract/memory.ts';
import type { Client, Handlers, Output, WatchName } from '../../contract/methods.ts';
import { serve } from '../../contract/server.ts';
import { openEngine } from '../../engine.ts';
import { say } from './output.ts';
import { VERSION } from './program.ts';

export type Opened = { client: Client; handlers: Handlers };

/** `cacheFolder` null: an engine without a cache, for questions to a cluster. */
export async function withEngine<T>(
  cacheFolder: string | null,
  mode: 'read' | 'write',
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const engine = await openEngine({ cacheFolder, host: 'command-line', mode, version: VERSION });
  const [here, there] = memoryPair();
  const served = serve(there, engine.handlers, { report: (error) => say(String(error)) });
  const client = createClient(here);
  try {
    return await use({ client, handlers: engine.handlers });
  } finally {
    client.close();
    await served.ended;
    await engine.close();
  }
}

/** The first value of a watch for which `accept` is true; rejects when the signal aborts. */
export function waitFor<N extends WatchName>(
  client: Client,
  name: N,
  accept: (value: Output<N>) => boolean,
  signal: AbortSignal,
): Promise<Output<N>> {
  return new Promise((resolve, reject) => {
    const end = () => {
      signal.removeEventListener('abort', aborted);
      leave();
    };
    const aborted = () => {
      end();
      reject(signal.reason);
    };
    const leave = client.watch(name, (value) => {
      if (!accept(value)) return;
      end();
      resolve(value);
    });
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}
