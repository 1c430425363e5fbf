// The three transports, each as a connected pair of ends. The page's end comes first, then the engine's.
import { createServer } from 'node:http';
import { MessageChannel } from 'node:worker_threads';
import { WebSocketServer } from 'ws';
import { memoryPair } from '../../main/contract/memory.ts';
import { portTransport } from '../../main/contract/port.ts';
import { socketTransport } from '../../main/contract/socket.ts';
import type { Transport } from '../../main/contract/wire.ts';

export type Pair = AsyncDisposable & { page: Transport; engine: Transport };

async function memory(): Promise<Pair> {
  const [page, engine] = memoryPair();
  return { page, engine, [Symbol.asyncDispose]: async () => page.close() };
}

async function messagePort(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel();
  return {
    page: portTransport(port1),
    engine: portTransport(port2),
    [Symbol.asyncDispose]: async () => port1.close(),
  };
}

/** Node's own WebSocket, which is the browser's in kind, against ws over loopback. */
async function webSocket(): Promise<Pair> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  const accepted = new Promise<Transport>((resolve) =>
    sockets.once('connection', (socket) => resolve(socketTransport(socket))),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const page = socketTransport(new WebSocket(`ws://127.0.0.1:${port}`));
  const engine = await accepted;
  return {
    page,
    engine,
    async [Symbol.asyncDispose]() {
      page.close();
      engine.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

export const transports: Record<string, () => Promise<Pair>> = { memory, messagePort, webSocket };
