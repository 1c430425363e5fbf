// What needs neither a cluster nor a cache: help, usage, and the exit codes 0, 1, 2.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { freePorts } from '../../build/kafka.ts';
import { runCli, startCli } from './cli-run.ts';

for (const command of ['collect', 'query', 'export', 'health', 'serve'])
  test(`${command} --help shows an example and ends with 0`, async () => {
    const { code, stdout, stderr } = await runCli(command, '--help');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`Example:\\n  npm run -s tailwater -- ${command} `));
    assert.equal(stderr, '');
  });

test('collect --help names each tunable as Kafka does', async () => {
  const { stdout } = await runCli('collect', '--help');
  for (const name of [
    ...['bootstrap.servers', 'security.protocol', 'sasl.mechanism', 'group.id', 'isolation.level', 'fetch.min.bytes'],
    ...['fetch.max.wait.ms', 'fetch.max.bytes', 'max.partition.fetch.bytes'],
  ])
    assert.ok(stdout.includes(name), name);
});

test('--version prints the version alone', async () => {
  const { code, stdout } = await runCli('--version');
  assert.equal(code, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

const oauth = ['--sasl-mechanism', 'oauthbearer', '--oauth-client-id', 'me', '--oauth-token-endpoint'];
const collect = ['collect', '--cache', 'x', '--topics', 'a', '--brokers'];
for (const [what, args, message] of [
  ['no command', [], /Usage: tailwater/],
  ['an unknown command', ['tail'], /unknown command 'tail'/],
  ['an unknown option', ['query', '--cache', 'x', '--colour'], /unknown option '--colour'/],
  ['a missing option', ['query'], /required option '--cache <folder>'/],
  ['a missing value', ['query', '--cache'], /argument missing/],
  ['a surplus argument', ['query', '--cache', 'x', 'y'], /too many arguments/],
  ['a time that is none', ['query', '--cache', 'x', '--since', 'noon'], /RFC 3339/],
  ['a format that is none', ['query', '--cache', 'x', '--format', 'xml'], /Allowed choices are ndjson, text, csv/],
  [
    'a clock that is none',
    ['query', '--cache', 'x', '--order-by', 'key'],
    /Allowed choices are record, broker, arrival/,
  ],
  ['an empty span', ['query', '--cache', 'x', '--since', '1h', '--until', '2h'], /--since is not before --until/],
  ['count and histogram', ['query', '--cache', 'x', '--count', '--histogram', '5'], /cannot be used with/],
  ['a broker without a port', [...collect, 'kafka'], /"kafka" is not host:port/],
  ['too many workers', [...collect, 'k:1', '--workers', '900'], /from 1 to 64/],
  ['half of SASL', [...collect, 'k:1', '--sasl-username', 'me'], /belong together/],
  ['a mechanism without a user', [...collect, 'k:1', '--sasl-mechanism', 'plain'], /--sasl-username belong together/],
  [
    'half of OAuth',
    [...collect, 'k:1', '--sasl-mechanism', 'oauthbearer', '--oauth-client-id', 'a'],
    /--oauth-token-endpoint/,
  ],
  [
    'OAuth without its mechanism',
    [...collect, 'k:1', '--oauth-scope', 'a'],
    /--sasl-mechanism oauthbearer belong together/,
  ],
  [
    'a token endpoint in the clear',
    [...collect, 'k:1', ...oauth, 'http://idp.example/token'],
    /--oauth-token-endpoint must be an https address/,
  ],
  ['an extension that is none', [...collect, 'k:1', '--oauth-extension', 'auth=x'], /not name=value/],
  ['AWS without a region', [...collect, 'k:1', '--sasl-mechanism', 'aws-msk-iam'], /needs --aws-region/],
  ['half of a certificate', [...collect, 'k:1', '--tls-key', 'x'], /belong together/],
  ['brokers without topics', ['serve', '--cache', 'x', '--brokers', 'k:1'], /belong together/],
] as const)
  test(`${what} is a usage error: exit code 2, nothing on stdout`, async () => {
    const { code, stdout, stderr } = await runCli(...args);
    assert.match(stderr, message);
    assert.equal(stdout, '');
    assert.equal(code, 2);
  });

test('a password is never taken from the arguments, and asked for only on a terminal', async () => {
  const { stdout } = await runCli('collect', '--help');
  assert.doesNotMatch(stdout, /--(\S*password|\S*secret|\S*passphrase|aws-\S*key)/);
  const key = join(await mkdtemp(join(tmpdir(), 'tailwater-cli-')), 'key.pem');
  try {
    await writeFile(key, '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n');
    for (const [args, message] of [
      [
        ['--sasl-mechanism', 'scram-sha-512', '--sasl-username', 'me'],
        /password of me is missing: set the environment variable TAILWATER_SASL_PASSWORD/,
      ],
      [[...oauth, 'https://idp.example/token'], /client secret of me is missing: set .* TAILWATER_OAUTH_CLIENT_SECRET/],
      [
        ['--tls-certificate', key, '--tls-key', key],
        /Passphrase of .*key\.pem is missing: set .* TAILWATER_TLS_KEY_PASSPHRASE/,
      ],
    ] as const) {
      const { code, stderr } = await runCli(...collect, 'k:1', ...args);
      assert.match(stderr, message);
      assert.equal(code, 2);
    }
  } finally {
    await rm(dirname(key), { recursive: true });
  }
});

test('a file that is no certificate is named', async () => {
  const { code, stderr } = await runCli(...collect, 'k:1', '--tls-ca', join(import.meta.dirname, 'cli-run.ts'));
  assert.match(stderr, /cli-run\.ts is not a PEM file/);
  assert.equal(code, 2);
});

test('a broker that does not answer is a failure: exit code 1, nothing on stdout, and no secret in the message', async () => {
  const [port] = await freePorts(1);
  const sasl = ['--sasl-mechanism', 'plain', '--sasl-username', 'me'];
  const args = ['health', '--brokers', `127.0.0.1:${port}`, ...sasl];
  const { code, stdout, stderr } = await startCli(args, { TAILWATER_SASL_PASSWORD: 'hunter2' }).ended;
  assert.match(stderr, /^Without --tls the password crosses the network in the clear\.$/m);
  assert.match(stderr, new RegExp(`^tailwater: .*127\\.0\\.0\\.1:${port}`, 'm'));
  assert.doesNotMatch(stderr, /hunter2/);
  assert.equal(stdout, '');
  assert.equal(code, 1);
});

test('a cache that is not there, and a folder that is no cache, are failures that name it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-cli-'));
  try {
    for (const cache of [join(folder, 'missing'), folder]) {
      const { code, stdout, stderr } = await runCli('query', '--cache', cache, '--count');
      assert.ok(stderr.includes(cache), stderr);
      assert.equal(stdout, '');
      assert.equal(code, 1);
    }
    await writeFile(join(folder, 'catalog.db'), 'this is no database, though its name says so');
    const { code, stderr } = await runCli('query', '--cache', folder, '--count');
    assert.ok(stderr.includes(folder), stderr);
    assert.equal(code, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
});
