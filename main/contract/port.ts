// A message port as a transport: the DOM's and Node's MessagePort as they are, Electron's through electron/port.ts.
import type { Receiver, Transport } from './wire.ts';

/** What the three kinds of port share. */
export type Port = {
  postMessage(message: string): void;
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void;
  start(): void;
  close(): void;
};

export function portTransport(port: Port): Transport {
  let receiver: Receiver | undefined;
  let closed = false;

  const end = (reason: string) => {
    if (closed) return;
    closed = true;
    receiver?.closed(reason);
  };
  return {
    start(given) {
      receiver = given;
      port.addEventListener('message', (event) => {
        const data = 'data' in event ? event.data : undefined;
        // Anything but text becomes a message that does not parse, and is refused as such.
        if (!closed) given.message(typeof data === 'string' ? data : '');
      });
      port.addEventListener('close', () => end('the other side closed the port'));
      port.start();
    },
    send(text) {
      if (!closed) port.postMessage(text);
    },
    close() {
      port.close();
      end('closed on this side');
    },
  };
}
