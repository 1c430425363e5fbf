// The one place that knows which transport this page has: a port from Electron's preload, or a WebSocket to its own origin.
import { createClient } from '../main/contract/client.ts';
import { fail } from '../main/contract/errors.ts';
import type { Client } from '../main/contract/methods.ts';
import { portTransport } from '../main/contract/port.ts';
import { socketTransport } from '../main/contract/socket.ts';
import { trackedClient } from './engine/tracked-client.ts';

/** Of the window's message that carries the port. */
const PORT_MESSAGE = 'tailwater-port';
let waitingPort: MessagePort | undefined;
let portTaken = false;
let takePort: ((port: MessagePort) => void) | undefined;

// From the start: the preload may post before anything here asks.
addEventListener('message', (event) => {
  if (event.source !== window || event.data !== PORT_MESSAGE) return;
  const [port] = event.ports;
  if (!port) return;
  if (takePort) takePort(port);
  else waitingPort = port;
  takePort = undefined;
});

/** Resolves when the engine can be asked. Throws 'unreachable' where a WebSocket does not open. */
export async function connectEngine(): Promise<Client> {
  return trackedClient(createClient(isHttp() ? socketTransport(await openSocket()) : portTransport(await nextPort())));
}

function isHttp(): boolean {
  return location.protocol === 'http:' || location.protocol === 'https:';
}

function nextPort(): Promise<MessagePort> {
  // The preload gives one port a load; place and settings outlive a reload.
  if (portTaken) location.reload();
  portTaken = true;
  const port = waitingPort;
  waitingPort = undefined;
  if (port) return Promise.resolve(port);
  return new Promise((resolve) => {
    takePort = resolve;
  });
}

function openSocket(): Promise<WebSocket> {
  const url = new URL('/contract', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true });
    // A WebSocket's error says nothing, by design of browsers; the engine prints the cause in its terminal.
    socket.addEventListener('error', () => reject(fail('unreachable', `No engine answers at ${url.host}.`)), {
      once: true,
    });
  });
}
