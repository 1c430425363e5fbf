// The engine for a browser of this machine: HTTP for the page, a WebSocket for the contract, on loopback only.
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { readPageFile, securityHeaders } from '../base/page-files.ts';
import { fail } from '../contract/errors.ts';
import type { Handlers } from '../contract/methods.ts';
import { type Served, serve } from '../contract/server.ts';
import { socketTransport } from '../contract/socket.ts';
import { MAX_REQUEST_CHARS } from '../contract/wire.ts';
import { type Access, createAccess } from './http-access.ts';

export type Metrics = { token: string; type: string; text(): string | Promise<string> };
export type HttpHostOptions = {
  handlers: Handlers;
  /** the built page: dist/renderer */
  pageFolder: string;
  /** 0 or absent: any free port */
  port?: number;
  /** what a scraper gets at /metrics who brings the token; absent: there is no such address */
  metrics?: Metrics;
  /** gets faults of ours with their stacks; by default they go to stderr */
  report?: (error: unknown) => void;
};
export type HttpHost = AsyncDisposable & {
  /** the address with its token, for a person: opens the app any number of times while this process runs */
  readonly url: string;
  /** An address for a program to open: others may see it in the list of processes, so it works once. */
  launchUrl(): string;
  /** Ends every connection and its requests; resolves when nothing is left. */
  close(): Promise<void>;
};

const ADDRESS = '127.0.0.1';
/** A UTF-16 unit is at most 3 bytes of UTF-8. What is longer than this ends the connection instead of filling the memory. */
const MAX_MESSAGE_BYTES = MAX_REQUEST_CHARS * 3;
/** Time for the page to answer the WebSocket's closing handshake, in milliseconds. */
const CLOSE_WAIT_MS = 1000;
/** Time for the handlers of a connection to end after their signals aborted, in milliseconds. */
const HANDLERS_WAIT_MS = 5000;

/** Throws 'not-found' where the page is not built, 'busy' where the port is in use, 'denied' where it may not be had. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  if (!existsSync(join(options.pageFolder, 'index.html')))
    throw fail('not-found', 'The page is not built yet: run "npm run build".');
  const report = options.report ?? ((error: unknown) => console.error(error));
  const http = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000, headersTimeout: 10_000 });
  const port = await listen(http, options.port ?? 0, report);
  const origin = `http://${ADDRESS}:${port}`;
  const access = createAccess(origin);
  const headers = securityHeaders([`ws://${ADDRESS}:${port}`]);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const connections = new Map<Served, WebSocket>();
  let closing: Promise<void> | undefined;

  http.on('request', (request, response) => {
    answer(request, response, access, options, headers).catch((error: unknown) => {
      report(error);
      if (response.headersSent) response.destroy();
      else text(response, 500, 'Tailwater could not read this file; its terminal says why.', headers);
    });
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that resets while it is being refused is no trouble of ours.
    socket.on('error', () => socket.destroy());
    const refusal = closing ? 503 : access.refuseSocket(request);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const served = serve(socketTransport(webSocket), options.handlers, { report });
      connections.set(served, webSocket);
      void served.ended.then(() => connections.delete(served));
    });
  });

  const close = () => {
    closing ??= (async () => {
      const stopped = new Promise<void>((resolve) => http.close(() => resolve()));
      await Promise.all([...connections].map(([served, webSocket]) => endConnection(served, webSocket)));
      http.closeAllConnections();
      await stopped;
    })();
    return closing;
  };
  return {
    url: access.url,
    launchUrl: access.launchUrl,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  { pageFolder, metrics }: HttpHostOptions,
  headers: Record<string, string>,
): Promise<void> {
  if (metrics && access.isScraper(request, metrics.token)) {
    const body = await metrics.text();
    response.writeHead(200, { ...headers, 'content-type': metrics.type, 'cache-control': 'no-store' });
    response.end(body);
    return;
  }
  const entry = access.admit(request);
  if (entry.state === 'refused') {
    text(response, entry.status, entry.message, headers);
    return;
  }
  if (entry.state === 'enter') {
    // Away with the token from the address bar, the history and any bookmark.
    response
      .writeHead(303, { ...headers, location: '/', 'set-cookie': entry.cookie, 'cache-control': 'no-store' })
      .end();
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    text(response, 405, 'Only GET and HEAD are answered here.', headers);
    return;
  }
  const file = await readPageFile(pageFolder, entry.pathname);
  if (!file) {
    text(response, 404, 'There is nothing at this address. The app is at /.', headers);
    return;
  }
  response.writeHead(200, { ...headers, ...file.headers, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

function text(response: ServerResponse, status: number, message: string, headers: Record<string, string>): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${message}\n`);
}

async function endConnection(served: Served, webSocket: WebSocket): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (webSocket.readyState === webSocket.CLOSED) resolve();
    else webSocket.once('close', () => resolve());
  });
  served.close();
  await within(CLOSE_WAIT_MS, gone);
  webSocket.terminate();
  await within(HANDLERS_WAIT_MS, served.ended);
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

function listen(http: Server, port: number, report: (error: unknown) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          fail('busy', `Port ${port} is in use by another program. Choose another, or leave it out for a free one.`),
        );
      else if (error.code === 'EACCES')
        reject(
          fail('denied', `Port ${port} may not be used without more rights. Choose one above 1023, or leave it out.`),
        );
      else reject(error);
    };
    http.once('error', failed);
    http.listen({ port, host: ADDRESS }, () => {
      // What goes wrong with one connection later, such as too many open files, does not end the others.
      http.off('error', failed).on('error', report);
      const address = http.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(fail('internal', 'the HTTP server has no port'));
    });
  });
}
