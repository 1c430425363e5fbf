// A small OAuth 2.0 server for the suites: the client credentials grant, JWTs signed with RS256, and the keys to check them by.
import { execFile } from 'node:child_process';
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type TokenEndpoint = AsyncDisposable & {
  readonly url: string;
  /** where the public keys are */
  readonly keysUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** of the endpoint itself, with `tls` */
  readonly ca: string;
  /** what was asked for, less the login; also what was refused */
  readonly requests: Record<string, string>[];
  /** the tokens so far */
  readonly issued: string[];
  /** of the tokens from now on */
  lifeSeconds: number;
  /** in place of the right ones, in the tokens from now on */
  claims: Record<string, string | number>;
  /** from now on every client is refused */
  closed: boolean;
};

export async function startTokenEndpoint(
  options: { clientId?: string; clientSecret?: string; lifeSeconds?: number; tls?: boolean } = {},
): Promise<TokenEndpoint> {
  const { clientId = 'tailwater-client', clientSecret = 'of-the-client' } = options;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const tls = options.tls ? await selfSigned() : undefined;
  const requests: Record<string, string>[] = [];
  const issued: string[] = [];

  const token = (lifeSeconds: number) => {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'tailwater-suite',
      aud: 'kafka',
      sub: clientId,
      iat: now,
      exp: now + lifeSeconds,
      jti: randomUUID(),
    };
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'suite' })}.${part({ ...claims, ...endpoint.claims })}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  };
  const answer: RequestListener = async (request, response) => {
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/keys') {
      send(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'suite', use: 'sig', alg: 'RS256' }] });
      return;
    }
    if (request.url !== '/token' || request.method !== 'POST') {
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<h1>Not found</h1>');
      return;
    }
    requests.push(Object.fromEntries(new URLSearchParams(await text(request))));
    if (endpoint.closed || !isClient(request, clientId, clientSecret))
      send(401, { error: 'invalid_client', error_description: 'no such client or secret' });
    else {
      const { lifeSeconds } = endpoint;
      const value = token(lifeSeconds);
      issued.push(value);
      send(200, { access_token: value, token_type: 'Bearer', expires_in: lifeSeconds });
    }
  };
  const server = tls ? createHttpsServer(tls, answer) : createHttpServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const endpoint: TokenEndpoint = {
    url: `${origin}/token`,
    keysUrl: `${origin}/keys`,
    clientId,
    clientSecret,
    ca: tls?.cert ?? '',
    requests,
    issued,
    lifeSeconds: options.lifeSeconds ?? 3600,
    claims: {},
    closed: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return endpoint;
}

/** RFC 6749, 2.3.1: both are encoded as in a form before they are joined. */
function isClient(request: IncomingMessage, id: string, secret: string): boolean {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
  const given = Buffer.from(encoded, 'base64').toString().split(':');
  const decoded = given.map((one) => new URLSearchParams(`x=${one}`).get('x'));
  return scheme === 'Basic' && decoded.length === 2 && decoded[0] === id && decoded[1] === secret;
}

async function selfSigned(): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-endpoint-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
    ]);
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
