// A TCP proxy on loopback in front of a broker, which knows requests by their kind: it counts them, and breaks the connection at some.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class RequestProxy implements AsyncDisposable {
  /** by the key of the request: how often it was asked */
  readonly asked = new Map<number, number>();
  /** keys of requests at which the connection ends, in place of an answer */
  readonly refused = new Set<number>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, target: number) {
    this.#server = server;
    server.on('connection', (client) => this.#join(client, target));
  }
  /** In front of a port of 127.0.0.1. */
  static async start(target: number): Promise<RequestProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RequestProxy(server, target);
  }
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #join(client: Socket, target: number): void {
    const broker = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(one);
      // A connection that is reset is closed too.
      one.on('error', () => one.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    broker.on('data', (chunk) => client.write(chunk));
    let held = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 6 && held.length >= 4 + held.readInt32BE(0)) {
        const request = held.subarray(0, 4 + held.readInt32BE(0));
        held = held.subarray(request.length);
        const key = request.readInt16BE(4);
        this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
        if (this.refused.has(key)) client.destroy();
        else broker.write(request);
      }
    });
  }
}
