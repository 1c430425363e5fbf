// The loopback host with real sockets: what a page gets, and what anything else does not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { createClient } from '../../main/contract/client.ts';
import { EngineError } from '../../main/contract/errors.ts';
import type { Handlers } from '../../main/contract/methods.ts';
import { socketTransport } from '../../main/contract/socket.ts';
import { type HttpHost, startHttpHost } from '../../main/hosts/http.ts';
import { Changing, emptyTick, sampleHandlers } from '../contract/sample-handlers.ts';

let pageFolder: string;
let outside: string;
before(async () => {
  outside = await mkdtemp(join(tmpdir(), 'tailwater-page-'));
  pageFolder = join(outside, 'renderer');
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  await mkdir(join(pageFolder, '.git'));
  await writeFile(join(outside, 'secret.txt'), 'secret');
  await writeFile(join(pageFolder, '.git', 'config.txt'), 'secret');
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Tailwater</title>');
  await writeFile(join(pageFolder, 'assets', 'index-BkX3d9aZ.js'), 'export {};');
  await writeFile(join(pageFolder, 'program.exe'), 'MZ');
  await symlink(join(outside, 'secret.txt'), join(pageFolder, 'link.txt'));
});
after(() => rm(outside, { recursive: true, force: true }));

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** Without fetch, which would not let a test set Host nor send a path as it is. */
function get(host: HttpHost, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = new URL(host.url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function enter(host: HttpHost, url = host.url): Promise<{ cookie: string }> {
  const { pathname, search } = new URL(url);
  const answer = await get(host, pathname + search);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/');
  const [set = ''] = answer.headers['set-cookie'] ?? [];
  assert.match(String(set), /HttpOnly; SameSite=Strict; Path=\//);
  return { cookie: String(set).split(';')[0] ?? '' };
}

async function start(t: TestContext, changes: Partial<Handlers> = {}, port?: number): Promise<HttpHost> {
  const host = await startHttpHost({ handlers: sampleHandlers(changes), pageFolder, port });
  t.after(() => host.close());
  return host;
}

function openSocket(host: HttpHost, headers: Record<string, string>, origin = new URL(host.url).origin): WebSocket {
  return new WebSocket(`${new URL(host.url).origin.replace('http', 'ws')}/contract`, { headers, origin });
}

async function refusal(socket: WebSocket): Promise<number> {
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  return response.statusCode;
}

test('the address opens the page, the token leaves it, and the contract answers', async (t) => {
  const tick = new Changing(emptyTick);
  const host = await start(t, { 'cache.tick': () => tick });
  const inside = await enter(host);
  const page = await get(host, '/', inside);
  assert.equal(page.status, 200);
  assert.match(page.body, /Tailwater/);
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  assert.match(
    String(page.headers['content-security-policy']),
    /^default-src 'none'; script-src 'self'; style-src 'self'/,
  );
  const script = await get(host, '/assets/index-BkX3d9aZ.js', inside);
  assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.match(String(script.headers['cache-control']), /immutable/);

  const client = createClient(socketTransport(openSocket(host, inside)), { checkOutputs: true });
  assert.equal((await client.call('app.info', {})).version, '0.1.0');
  client.watch('cache.tick', () => {});
  await until(() => tick.subscribers.size === 1);
  await host.close();
  assert.match(await client.closed, /other side closed/);
  assert.equal(tick.subscribers.size, 0);
});

test('without the token, or with a wrong one, nothing is told', async (t) => {
  const host = await start(t);
  for (const path of ['/', '/assets/index-BkX3d9aZ.js', '/?token=', '/?token=wrong', `/?token=${'A'.repeat(43)}`]) {
    const answer = await get(host, path);
    assert.equal(answer.status, 403, path);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.doesNotMatch(answer.body, /doctype/);
  }
  const { port } = new URL(host.url);
  assert.equal((await get(host, '/', { cookie: `tailwater-${port}=wrong` })).status, 403);
  assert.equal(await refusal(openSocket(host, {})), 403);
});

test('the address for a program works once, the one for a person again and again', async (t) => {
  const host = await start(t);
  const launch = host.launchUrl();
  assert.notEqual(launch, host.url);
  await enter(host, launch);
  assert.equal((await get(host, `/${new URL(launch).search}`)).status, 403);
  await enter(host);
  await enter(host);
});

test("another site's name for 127.0.0.1 is refused (DNS rebinding)", async (t) => {
  const host = await start(t);
  const inside = await enter(host);
  for (const name of ['evil.example', `evil.example:${new URL(host.url).port}`, '127.0.0.1', 'localhost:1']) {
    assert.equal((await get(host, '/', { ...inside, host: name })).status, 403, name);
    assert.equal(await refusal(openSocket(host, { ...inside, host: name })), 403, name);
  }
});

test("another site's page may not open a WebSocket, even with the cookie", async (t) => {
  const host = await start(t);
  const inside = await enter(host);
  assert.equal(await refusal(openSocket(host, inside, 'http://evil.example')), 403);
  assert.equal(await refusal(openSocket(host, inside, 'null')), 403);
  const other = new WebSocket(`${new URL(host.url).origin.replace('http', 'ws')}/contract`, { headers: inside });
  assert.equal(await refusal(other), 403, 'no Origin at all');
  assert.equal((await get(host, '/', { ...inside, origin: 'http://evil.example' })).status, 403);
});

test('no path leads out of the page', async (t) => {
  const host = await start(t);
  const inside = await enter(host);
  for (const path of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    `/${join(outside, 'secret.txt')}`,
    '/link.txt',
    '/.git/config.txt',
    '/program.exe',
    '/index.html%00.js',
    '/%',
    '/assets',
    '/assets/',
    '/index.html/x.js',
  ]) {
    const answer = await get(host, path, inside);
    assert.ok(answer.status === 404 || answer.status === 400 || answer.status === 403, `${path}: ${answer.status}`);
    assert.doesNotMatch(answer.body, /secret|MZ/, path);
  }
  assert.equal((await get(host, '/', inside, 'POST')).status, 405);
  const head = await get(host, '/', inside, 'HEAD');
  assert.deepEqual([head.status, head.body], [200, '']);
});

test('what is not HTTP at all ends that connection and nothing else', async (t) => {
  const host = await start(t);
  const port = Number(new URL(host.url).port);
  for (const bytes of [
    '\x16\x03\x01\x02\x00',
    'GET //[ HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET //[ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  ]) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    socket.write(bytes);
    socket.end();
    await once(socket, 'close');
  }
  await enter(host);
});

test('a message that is too large ends its own connection only', async (t) => {
  const host = await start(t);
  const inside = await enter(host);
  const other = createClient(socketTransport(openSocket(host, inside)));
  await other.call('app.info', {});
  const socket = openSocket(host, inside);
  await once(socket, 'open');
  socket.on('error', () => {});
  socket.send('x'.repeat(8_000_000));
  const [code] = await once(socket, 'close');
  assert.equal(code, 1009);
  await other.call('app.info', {});
  other.close();
});

test('a page that goes away without a word leaves nothing behind', async (t) => {
  const tick = new Changing(emptyTick);
  const gone = Promise.withResolvers<void>();
  const host = await start(t, {
    'cache.tick': () => tick,
    'cache.coverage': async (_, signal) => {
      await once(signal, 'abort');
      gone.resolve();
      throw signal.reason;
    },
  });
  const socket = openSocket(host, await enter(host));
  const client = createClient(socketTransport(socket));
  client.watch('cache.tick', () => {});
  const call = assert.rejects(
    client.call('cache.coverage', {}),
    (e) => e instanceof EngineError && e.code === 'closed',
  );
  await until(() => tick.subscribers.size === 1);
  socket.terminate();
  await gone.promise;
  await call;
  await until(() => tick.subscribers.size === 0);
});

test('a page that does not answer the goodbye does not keep the host from closing', async (t) => {
  const host = await start(t);
  const socket = openSocket(host, await enter(host));
  await once(socket, 'open');
  socket.pause();
  await host.close();
  socket.terminate();
  await assert.rejects(get(host, '/'));
});

test('only loopback is listened on', async (t) => {
  const host = await start(t);
  const port = Number(new URL(host.url).port);
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter((one) => !one.internal));
  for (const { address, family } of addresses.filter((one) => one.family === 'IPv4')) {
    const socket = connect({ port, host: address });
    const [error] = await once(socket, 'error');
    assert.equal(error.code, 'ECONNREFUSED', `${family} ${address}`);
  }
});

test('a port in use and a page that is not built are told in words', async (t) => {
  const host = await start(t);
  const port = Number(new URL(host.url).port);
  await assert.rejects(start(t, {}, port), /Port \d+ is in use by another program/);
  await assert.rejects(startHttpHost({ handlers: sampleHandlers(), pageFolder: outside }), /not built yet/);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test('metrics are for who brings their token, and only where they are served', async (t) => {
  const token = 'a-token-of-the-scraper';
  const metrics = { token, type: 'text/plain; version=0.0.4', text: () => 'up 1\n' };
  const host = await startHttpHost({ handlers: sampleHandlers(), pageFolder, metrics });
  t.after(() => host.close());
  const bearer = { authorization: `Bearer ${token}` };
  const welcome = await get(host, '/metrics', { ...bearer, host: new URL(host.url).host });
  assert.deepEqual([welcome.status, welcome.body], [200, 'up 1\n']);
  assert.equal(welcome.headers['content-type'], metrics.type);
  const strangers: Record<string, string>[] = [
    {},
    { authorization: 'Bearer another' },
    { ...bearer, host: 'evil.example' },
    { ...bearer, origin: 'http://evil.example' },
    { ...bearer, origin: new URL(host.url).origin },
  ];
  for (const headers of strangers)
    assert.equal((await get(host, '/metrics', headers)).status, 403, JSON.stringify(headers));
  // It opens nothing but the metrics.
  assert.equal((await get(host, '/', bearer)).status, 403);
  assert.equal((await get(await start(t), '/metrics', bearer)).status, 403);
});
