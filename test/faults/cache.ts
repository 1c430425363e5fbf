// A cache through the engine's public door: what a reader beside the writer, or after it, sees.
import type { Client } from '../../main/contract/methods.ts';
import { type Opened, openApp } from '../engine/open-app.ts';
import { until } from './fault.ts';
import { type Found, hashOf, type Ledger, type Verdict } from './ledger.ts';

export function openCache(cacheFolder: string, mode: 'read' | 'write'): Promise<Opened> {
  return openApp({ cacheFolder, mode });
}

/** Every record of the cache in `folder`, and its coverage, against the ledger. */
export async function verify(
  folder: string,
  ledger: Ledger,
  options?: Parameters<Ledger['compare']>[2],
): Promise<Verdict> {
  await using cache = await openCache(folder, 'read');
  const coverage = await cache.client.call('cache.coverage', {});
  return await ledger.compare(recordsOf(cache.client), coverage, options);
}

/** Resolves when the caches in these folders, which others write, have together gone as far as what was acknowledged. */
export async function reached(folders: readonly string[], ledger: Ledger): Promise<void> {
  await using open = new AsyncDisposableStack();
  const caches = await Promise.all(folders.map(async (folder) => open.use(await openCache(folder, 'read'))));
  await until('all that was acknowledged', async () =>
    ledger.isReached(await Promise.all(caches.map(({ client }) => client.call('cache.coverage', {})))),
  );
}

/** Caches of one group, each read from the earliest offset: a partition is whole in each that has it, up to where that stands. */
export async function verifyShared(folders: readonly string[], ledger: Ledger): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const folder of folders) {
    await using cache = await openCache(folder, 'read');
    const { partitions } = await cache.client.call('cache.coverage', {});
    const next = new Map(partitions.map((one) => [`${one.topic}/${one.partition}`, one.next]));
    verdicts.push(await verify(folder, ledger, { only: (place, offset) => offset < (next.get(place) ?? 0) }));
  }
  return verdicts;
}

type Line = {
  topic: string;
  partition: number;
  offset: number;
  key?: string | null;
  keyBase64?: string;
  value?: string | null;
  valueBase64?: string;
};

async function* recordsOf(client: Client): AsyncGenerator<Found> {
  let rest = '';
  for await (const { text } of client.stream('records.lines', { view: {}, order: 'asc', format: 'ndjson' })) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line: Line = JSON.parse(text);
      const { topic, partition, offset } = line;
      yield {
        topic,
        partition,
        offset,
        hash: hashOf(bytes(line.key, line.keyBase64), bytes(line.value, line.valueBase64)),
      };
    }
  }
}

function bytes(text: string | null | undefined, base64: string | undefined): Buffer | string | null {
  return base64 === undefined ? (text ?? null) : Buffer.from(base64, 'base64');
}
