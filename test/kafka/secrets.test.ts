// No secret is in what is stored, logged, answered or exported, whatever is done with it: the bytes of all of it are searched.
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ExportRequest } from '../../main/contract/export.ts';
import { type Connection, OpenSession, type Sasl } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { startCli } from '../hosts/cli-run.ts';
import { KEY_PASSPHRASE } from './certificates.ts';
import { until, usingFolder } from './ingest-kit.ts';
import { PASSWORD, type SecureCluster, startSecureCluster } from './secure-cluster.ts';

const RECORDS = 20;
let secure: SecureCluster;
before(async () => {
  secure = await startSecureCluster();
  await secure.kit.createTopic('logs');
  await secure.kit.produce(
    'logs',
    0,
    Array.from({ length: RECORDS }, (_, i) => `line ${i}`),
  );
});
after(() => secure?.[Symbol.asyncDispose]());

const AWS = {
  mechanism: 'aws-msk-iam',
  region: 'ap-northeast-2',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'FwoGZXIvYXdzEXAMPLEtoken',
} as const;

function secrets(): string[] {
  const { client } = secure.certificates;
  const keyLines = client.encryptedKey.split('\n').filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line));
  return [
    ...[PASSWORD, 'wr0ng-password', secure.endpoint.clientSecret, 'wr0ng-secret', KEY_PASSPHRASE],
    ...[AWS.secretAccessKey, AWS.sessionToken, ...keyLines, ...secure.endpoint.issued],
  ];
}

function assertNowhere(where: string, bytes: Buffer | string): void {
  const all = Buffer.from(bytes);
  for (const [i, secret] of secrets().entries())
    for (const form of [
      secret,
      Buffer.from(secret).toString('base64').replace(/..=*$/, ''),
      encodeURIComponent(secret),
    ])
      assert.ok(!all.includes(form), `secret ${i} is in ${where}`);
}

async function assertNowhereIn(folder: string, atLeast: number): Promise<void> {
  const files = globSync('**', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length >= atLeast, files.map(({ name }) => name).join());
  for (const file of files) assertNowhere(file.name, await readFile(join(file.parentPath, file.name)));
}

/** With every secret that TLS can have. */
function withKey(connection: Connection): Connection {
  const { certificate, encryptedKey } = secure.certificates.client;
  const tls = { enabled: true, verify: true, ca: secure.certificates.ca };
  return { ...connection, tls: { ...tls, certificate, key: encryptedKey, passphrase: KEY_PASSPHRASE } };
}

test('an engine: profiles, sessions that run and that fail, tests, health, an export', async (t) => {
  await using folder = await usingFolder();
  const said: unknown[] = [];
  for (const name of ['log', 'warn', 'error'] as const)
    t.mock.method(console, name, (...given: unknown[]) => void said.push(...given.map(String)));
  const { write } = process.stderr;
  t.mock.method(process.stderr, 'write', (chunk: string | Uint8Array, ...rest: never[]) => {
    said.push(String(chunk));
    return write.call(process.stderr, chunk, ...rest);
  });
  const cacheFolder = join(folder.path, 'cache');
  const engine = await openEngine({ cacheFolder, host: 'command-line', mode: 'write', version: 'test' });
  const { handlers } = engine;
  const signal = new AbortController().signal;
  const answers: unknown[] = [];
  const tellError = (error: Error) => void answers.push(error.message, String(error.stack), JSON.stringify(error));
  const logins: Sasl[] = [
    { mechanism: 'plain', username: 'anna', password: PASSWORD },
    { mechanism: 'scram-sha-512', username: 'anna', password: 'wr0ng-password' },
    secure.oauth,
    { ...secure.oauth, clientSecret: 'wr0ng-secret' },
    AWS,
  ];
  for (const [i, sasl] of logins.entries()) {
    const connection = withKey(secure.connection('LOGIN', sasl));
    const session = OpenSession.parse({ connection, topics: ['logs'] });
    const profile = { id: `p${i}`, connection, topics: ['logs'], start: session.start, retention: {}, lastUsed: i };
    await handlers['profiles.save']({ profile }, signal);
    answers.push(await handlers['connection.test']({ connection }, signal));
    const sampled = handlers['health.sample']({ connection }, signal);
    answers.push(await Promise.resolve(sampled).catch(tellError));
    await Promise.resolve(handlers['session.open'](session, signal)).then(
      () => until('it is collected', () => handlers['cache.tick']().get().records === RECORDS),
      tellError,
    );
    answers.push(handlers['session.status']().get());
    answers.push(handlers['consumers.status']().get(), handlers['health.report']().get());
  }
  const path = join(folder.path, 'export.ndjson');
  await handlers['export.start'](ExportRequest.parse({ path, format: 'ndjson', view: {} }), signal);
  await until('it is exported', () =>
    handlers['export.jobs']()
      .get()
      .jobs.every(({ state }) => state === 'done'),
  );
  answers.push(await handlers['profiles.list']({}, signal), handlers['export.jobs']().get());
  await engine.close();

  assert.ok(secure.endpoint.issued.length > 0);
  assert.equal(answers.length > 20, true);
  assertNowhere('the answers', JSON.stringify(answers));
  assertNowhere('what was logged', JSON.stringify(said));
  // The search finds what is there.
  assert.ok(JSON.stringify(answers).includes(AWS.accessKeyId));
  assert.throws(() => assertNowhere('a sample', `x${PASSWORD}`), /secret 0/);
  await assertNowhereIn(folder.path, 4);
});

test('the command line: secrets come from the environment, and go nowhere', async () => {
  await using folder = await usingFolder();
  const { certificate, encryptedKey } = secure.certificates.client;
  const files = { ca: secure.certificates.ca, certificate, key: encryptedKey };
  await using pem = await usingFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(pem.path, name), text);
  const [broker = ''] = secure.connection('LOGIN').brokers;
  const cache = join(folder.path, 'cache');
  const args = ['collect', '--brokers', broker, '--topics', 'logs', '--cache', cache, '--until-end'];
  const tls = ['ca', 'certificate', 'key'].flatMap((name) => [`--tls-${name}`, join(pem.path, name)]);
  const { endpoint } = secure;
  const oauth = ['--sasl-mechanism', 'oauthbearer', '--oauth-client-id', endpoint.clientId];
  const login = [...oauth, '--oauth-token-endpoint', endpoint.url];
  for (const [secret, code] of [
    ['wr0ng-secret', 1],
    [endpoint.clientSecret, 0],
  ] as const) {
    const ended = await startCli([...args, ...tls, ...login], {
      TAILWATER_OAUTH_CLIENT_SECRET: secret,
      TAILWATER_TLS_KEY_PASSPHRASE: KEY_PASSPHRASE,
    }).ended;
    assert.equal(ended.code, code, ended.stderr);
    assertNowhere('the output', ended.stdout + ended.stderr);
  }
  const counted = await startCli(['query', '--cache', cache, '--count']).ended;
  assert.match(counted.stdout, new RegExp(`^${RECORDS}\n`));
  await assertNowhereIn(folder.path, 3);
});
