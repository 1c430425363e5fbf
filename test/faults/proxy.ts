// A TCP proxy on loopback between a client and a broker, which spoils what passes as networks do.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Pair = { client: Socket; broker: Socket; isDead: boolean };

const SLICE_MS = 50;

export class FaultProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #bytesPerSecond = Number.POSITIVE_INFINITY;
  #cutNext: (() => void) | undefined;
  #isStalled = false;

  private constructor(server: Server, target: number) {
    const address = server.address();
    this.port = typeof address === 'object' && address ? address.port : 0;
    this.#server = server;
    server.on('connection', (client) => this.#join(client, target));
  }
  /** In front of a port of 127.0.0.1. */
  static async start(target: number): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, target);
  }

  get connections(): number {
    return this.#pairs.size;
  }
  /** Every connection is reset (RST); new ones pass. */
  reset(): void {
    for (const pair of this.#pairs) this.#resetPair(pair);
  }
  /** The next thing that the broker sends is cut in its middle, and the connection reset; resolves when that happened. */
  cut(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#cutNext = resolve;
    return promise;
  }
  /** The connections of now pass nothing any more and are not closed, as when a firewall forgets them; new ones pass. */
  halfOpen(): void {
    for (const pair of this.#pairs) {
      pair.isDead = true;
      pair.client.pause();
      pair.broker.pause();
    }
  }
  /** Nothing passes for so long; then all that was held back does. */
  async stall(ms: number): Promise<void> {
    this.#isStalled = true;
    for (const { client, broker } of this.#pairs) for (const one of [client, broker]) one.pause();
    await sleep(ms);
    this.#isStalled = false;
    for (const { client, broker, isDead } of this.#pairs) if (!isDead) for (const one of [client, broker]) one.resume();
  }
  slow(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.reset();
    await once(this.#server, 'close');
  }

  #join(client: Socket, target: number): void {
    const broker = connect(target, '127.0.0.1');
    const pair: Pair = { client, broker, isDead: false };
    this.#pairs.add(pair);
    this.#pump(pair, client, broker);
    this.#pump(pair, broker, client);
    if (this.#isStalled) for (const one of [client, broker]) one.pause();
  }
  #pump(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      if (from === pair.broker && this.#cutNext && chunk.length > 1) {
        this.#cutNext();
        this.#cutNext = undefined;
        to.write(chunk.subarray(0, chunk.length >> 1), () => this.#resetPair(pair));
      } else if (Number.isFinite(this.#bytesPerSecond)) void this.#trickle(pair, from, to, chunk);
      else if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => {
          if (!pair.isDead && !this.#isStalled) from.resume();
        });
      }
    });
    // Errors of either end are what is being tested; `close` follows.
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#pairs.delete(pair);
      // Nobody hears of it where the connection is half open; the process's end closes the other socket.
      if (pair.isDead) to.unref();
      else to.destroy();
    });
  }
  async #trickle(pair: Pair, from: Socket, to: Socket, chunk: Buffer): Promise<void> {
    from.pause();
    for (let at = 0; at < chunk.length; ) {
      const bytes = Math.ceil(Math.min(chunk.length, (this.#bytesPerSecond * SLICE_MS) / 1000));
      to.write(chunk.subarray(at, at + bytes));
      at += bytes;
      if (Number.isFinite(this.#bytesPerSecond)) await sleep(SLICE_MS);
    }
    if (!pair.isDead && !this.#isStalled) from.resume();
  }
  #resetPair({ client, broker }: Pair): void {
    client.resetAndDestroy();
    broker.resetAndDestroy();
  }
}
