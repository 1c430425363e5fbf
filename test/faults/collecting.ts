// An engine of this process that collects into a folder, and what a fault waits for.
import { EngineError } from '../../main/contract/errors.ts';
import type { Input } from '../../main/contract/methods.ts';
import type { Opened } from '../engine/open-app.ts';
import { openCache } from './cache.ts';
import { until } from './fault.ts';
import type { Ledger } from './ledger.ts';

/** An opening is refused where a broker does not answer within 5 s, which one on a machine under load may not: it is asked again. */
async function opens({ client }: Opened, session: Input<'session.open'>): Promise<boolean> {
  try {
    await client.call('session.open', session);
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'unreachable') return false;
    throw error;
  }
}

export class Collecting implements AsyncDisposable {
  readonly #cache: Opened;

  private constructor(cache: Opened) {
    this.#cache = cache;
  }
  static async start(folder: string, session: Input<'session.open'>): Promise<Collecting> {
    const cache = await openCache(folder, 'write');
    try {
      await until('the session is opened', () => opens(cache, session));
    } catch (error) {
      await cache[Symbol.asyncDispose]();
      throw error;
    }
    return new Collecting(cache);
  }

  get client() {
    return this.#cache.client;
  }
  tick() {
    return this.#cache.engine.handlers['cache.tick']().get();
  }
  status() {
    return this.#cache.engine.handlers['session.status']().get();
  }
  warnings(): string {
    return this.status()
      .warnings.map((one) => one.message)
      .join('; ');
  }
  /** Resolves when records were stored that were not when it was called; to the milliseconds that it took. */
  async stores(atLeast = 1): Promise<number> {
    const [before, started] = [this.tick().records, performance.now()];
    await until(`${atLeast} more records than ${before}`, () => this.tick().records >= before + atLeast);
    return Math.round(performance.now() - started);
  }
  /** Resolves when the cache has gone as far as what was acknowledged. */
  async reaches(ledger: Ledger, only?: (place: string) => boolean): Promise<void> {
    const { client } = this.#cache;
    await until('all that was acknowledged', async () =>
      ledger.isReached([await client.call('cache.coverage', {})], only),
    );
  }
  async [Symbol.asyncDispose](): Promise<void> {
    const { duplicates } = this.tick();
    await this.#cache[Symbol.asyncDispose]();
    if (duplicates > 0) throw new Error(`the writer met ${duplicates} records twice`);
  }
}
