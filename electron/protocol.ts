// app://tailwater: the built page, under a scheme of its own, so that it has an origin and the same policy as in a browser.
import { protocol } from 'electron';
import { readPageFile, securityHeaders } from '../main/base/page-files.ts';
import { ORIGIN } from './security.ts';

const SCHEME = new URL(ORIGIN).protocol.slice(0, -1);
const HEADERS = securityHeaders();

/** Before the app is ready. No CORS: no other origin may read the page's files. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function serveScheme(pageFolder: string): void {
  protocol.handle(SCHEME, (request) => answer(request, pageFolder));
}

async function answer(request: Request, pageFolder: string): Promise<Response> {
  const { protocol, host, pathname } = new URL(request.url);
  if (`${protocol}//${host}` !== ORIGIN) return refuse(404, 'Nothing is at this address.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD are answered here.');
  try {
    const file = await readPageFile(pageFolder, pathname === '' ? '/' : pathname);
    if (!file) return refuse(404, 'Nothing is at this address.');
    return new Response(request.method === 'HEAD' ? null : file.body, { headers: { ...HEADERS, ...file.headers } });
  } catch (error) {
    console.error(error);
    return refuse(500, 'This file of the app cannot be read. Installing Tailwater again mends it.');
  }
}

function refuse(status: number, message: string): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
