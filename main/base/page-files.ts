// The built page as files under safe rules, the same for the loopback host and for Electron's app scheme.
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
/** Of hashed names: their contents never change. Anything else, index.html first of all, must be asked for each time. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

export type PageFile = { body: Buffer<ArrayBuffer>; headers: Record<string, string> };

/**
 * The file that a URL's path names within the folder ('/' is index.html), with its headers; undefined where there is none:
 * a path that leaves the folder, a hidden file, a kind of file that a page does not have. Throws where reading fails.
 */
export async function readPageFile(folder: string, pathname: string): Promise<PageFile | undefined> {
  const path = decodePath(pathname === '/' ? '/index.html' : pathname);
  const type = path === undefined ? undefined : TYPES[extname(path)];
  if (path === undefined || type === undefined) return undefined;
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    // Also of a symbolic link that leads out of the folder.
    if (!file.startsWith(root + sep)) return undefined;
    const body = await readFile(file);
    const cache = HASHED.test(path) ? 'private, max-age=31536000, immutable' : 'no-store';
    return { body, headers: { 'content-type': type, 'cache-control': cache } };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Headers of every answer. `connect` are the origins, besides the page's own, that it may connect to. */
export function securityHeaders(connect: readonly string[] = []): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    // React sets styles through the CSSOM, which needs no permission.
    'style-src': "'self'",
    'font-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': ["'self'", ...connect].join(' '),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** Undefined for what no file of ours is called: no "..", no hidden parts, no other separators, nothing undecodable. */
function decodePath(pathname: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  return /^(\/[\w@+~-][\w@+~.-]*)+$/.test(path) ? path : undefined;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
