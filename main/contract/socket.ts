// A WebSocket as a transport: the browser's and that of the ws package alike.
import type { Receiver, Transport } from './wire.ts';

/** What both kinds of socket share. */
export type Socket = {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: object) => void): void;
};
const CONNECTING = 0;
const OPEN = 1;

/** Takes a socket that connects or is open; what is sent before it is open waits. */
export function socketTransport(socket: Socket): Transport {
  let receiver: Receiver | undefined;
  let closed = false;
  const early: string[] = [];
  const unsent: string[] = [];

  const end = (reason: string) => {
    if (closed) return;
    closed = true;
    receiver?.closed(reason);
  };

  // At once, not in start: a socket of ws delivers to whoever listens, and drops what comes while nobody does.
  socket.addEventListener('message', (event) => {
    const data = 'data' in event ? event.data : undefined;
    const text = typeof data === 'string' ? data : '';
    if (closed) return;
    if (receiver) receiver.message(text);
    else early.push(text);
  });
  socket.addEventListener('open', () => {
    for (const text of unsent.splice(0)) socket.send(text);
  });
  // A close follows each error and has its code; without a listener ws would throw.
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', (event) => end(closeReason(event)));

  return {
    start(given) {
      receiver = given;
      for (const text of early.splice(0)) given.message(text);
    },
    send(text) {
      if (socket.readyState === OPEN) socket.send(text);
      else if (socket.readyState === CONNECTING) unsent.push(text);
    },
    close() {
      socket.close(1000);
      end('closed on this side');
    },
  };
}

/** Codes of RFC 6455, section 7.4.1. */
function closeReason(event: object): string {
  const code = 'code' in event && typeof event.code === 'number' ? event.code : 1005;
  const text = 'reason' in event && typeof event.reason === 'string' ? event.reason : '';
  if (text !== '') return text;
  if (code === 1000 || code === 1005) return 'the other side closed it';
  if (code === 1001) return 'the other side went away';
  if (code === 1006) return 'the connection broke; Tailwater may have ended';
  if (code === 1009) return 'a message was too large';
  return `closed with code ${code}`;
}
