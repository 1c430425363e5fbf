// An engine of this process, through its public door and the contract: what a host has.
import { createClient } from '../../main/contract/client.ts';
import { memoryPair } from '../../main/contract/memory.ts';
import type { Client } from '../../main/contract/methods.ts';
import { serve } from '../../main/contract/server.ts';
import { type Engine, type EngineConfig, openEngine } from '../../main/engine.ts';

export type Opened = AsyncDisposable & { client: Client; engine: Engine };

export async function openApp(config: Partial<EngineConfig>): Promise<Opened> {
  const engine = await openEngine({
    ...{ cacheFolder: null, host: 'command-line', mode: 'write', version: 'test' },
    ...config,
  });
  const [near, far] = memoryPair();
  serve(far, engine.handlers);
  const client = createClient(near, { checkOutputs: true });
  return {
    client,
    engine,
    async [Symbol.asyncDispose]() {
      client.close();
      await engine.close();
    },
  };
}
