// The connection test against real brokers, and against what people point it at by mistake.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type Cluster, freePorts, startCluster } from '../../build/kafka.ts';
import { ConnectionTest } from '../../main/contract/session.ts';
import { tell } from '../../main/contract/told.ts';
import { checkVersions, releaseOf } from '../../main/kafka/admin-versions.ts';
import { testConnection } from '../../main/kafka/connection-test.ts';

const run = promisify(execFile);
type Given = Parameters<typeof testConnection>[0];

async function tried(connection: Given): Promise<ConnectionTest> {
  return ConnectionTest.parse(await testConnection(connection, new AbortController().signal));
}
/** the one step that failed, and that it says what to do */
function failedStep(result: ConnectionTest): { step: string; detail: string; hint: string } {
  assert.equal(result.ok, false);
  const failed = result.steps.filter((step) => step.state === 'failed');
  assert.equal(failed.length, 1, JSON.stringify(result.steps));
  const [found] = failed;
  assert.ok(found);
  const { step } = found;
  const [detail, hint] = [found.detail.message, found.hint?.message ?? ''];
  assert.ok(hint.length > 10, `step ${step} says what to do`);
  return { step, detail, hint };
}
async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('what is not Kafka', () => {
  test('a closed port', async () => {
    const [port] = await freePorts(1);
    const { step, detail } = failedStep(await tried({ brokers: [`127.0.0.1:${port}`] }));
    assert.equal(step, 'tcp');
    assert.match(detail, /refused/);
  });

  test('a name that does not resolve', async () => {
    const { step, detail } = failedStep(await tried({ brokers: ['kafka.invalid:9092'] }));
    assert.equal(step, 'name');
    assert.match(detail, /kafka\.invalid/);
  });

  test('a port that accepts and never answers', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
    const { step, detail } = failedStep(await tried({ brokers: [`127.0.0.1:${await listen(server)}`] }));
    assert.equal(step, 'version');
    assert.match(detail, /did not answer/);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('many ports that never answer take no longer than the limit of the whole', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
    const broker = `127.0.0.1:${await listen(server)}`;
    const { step } = failedStep(await tried({ brokers: Array.from({ length: 8 }, () => broker) }));
    assert.equal(step, 'version');
    assert.equal(sockets.length, 8);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('a port that hangs up', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).destroy());
    const { step, detail } = failedStep(await tried({ brokers: [`127.0.0.1:${await listen(server)}`] }));
    assert.equal(step, 'version');
    assert.match(detail, /closed the connection/);
    server.close();
  });

  test('an HTTP server', async () => {
    const server = createHttpServer((_request, response) => response.end('hello'));
    const { step, detail } = failedStep(await tried({ brokers: [`127.0.0.1:${await listen(server)}`] }));
    assert.equal(step, 'version');
    assert.match(detail, /HTTP server/);
    server.close();
  });

  test('a server that greets in text', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.6\r\n'));
    const { step, detail } = failedStep(await tried({ brokers: [`127.0.0.1:${await listen(server)}`] }));
    assert.equal(step, 'version');
    assert.match(detail, /SSH-2\.0/);
    server.close();
  });

  test('an address that is none', async () => {
    for (const broker of ['http://kafka:9092', 'kafka:99999', 'a b:1'])
      await assert.rejects(tried({ brokers: [broker] }), { name: 'EngineError', code: 'bad-input' });
  });

  test('cancelling ends it at once', async () => {
    const server = createServer((socket) => socket.on('error', () => {}));
    const port = await listen(server);
    const controller = new AbortController();
    server.once('connection', () => controller.abort());
    await assert.rejects(testConnection({ brokers: [`127.0.0.1:${port}`] }, controller.signal), { code: 'cancelled' });
    server.close();
  });
});

describe('versions', () => {
  const NOW = [1, 2, 3, 8, 9, 10, 11, 12, 13, 14].map((key) => ({ key, min: 0, max: 11 }));
  const answer = (apis: typeof NOW, level?: number) => ({
    error: 0,
    apis,
    features: new Map(level === undefined ? [] : [['metadata.version', level]]),
    finalized: new Map<string, number>(),
  });

  test('a broker that is too new is refused by name', () => {
    checkVersions(answer(NOW), 'b:1');
    const later = NOW.map((api) => (api.key === 11 ? { ...api, min: 6, max: 12 } : api));
    assert.throws(() => checkVersions(answer(later), 'b:1'), {
      code: 'unsupported',
      message: /b:1 is too new.*JoinGroup/,
    });
  });

  test('releases', () => {
    const fetch = (max: number) => answer([{ key: 1, min: 0, max }]);
    const english = (...given: Parameters<typeof releaseOf>) => tell(releaseOf(...given)).message;
    assert.equal(english(answer(NOW, 27)), 'Kafka 4.1, KRaft');
    assert.equal(english(answer(NOW, 99)), 'Kafka newer than 4.4, KRaft');
    assert.equal(english(fetch(17)), 'the protocol of Kafka 3.9 or newer');
    assert.equal(english(fetch(11)), 'the protocol of Kafka 2.3 to 2.6');
    assert.equal(english(fetch(5)), 'the protocol of Kafka 1.0');
  });
});

test('a broker that names itself as nobody else does', async () => {
  await using cluster = await startCluster({
    properties: { 'advertised.listeners': 'PLAINTEXT://kafka-1.invalid:9092' },
  });
  const { step, detail, hint } = failedStep(await tried({ brokers: [cluster.bootstrap] }));
  assert.equal(step, 'name');
  assert.match(detail, /1 of 1 brokers cannot be reached.*kafka-1\.invalid/);
  assert.match(hint, /advertised\.listeners/);
});

describe('a broker', () => {
  const store = { password: 'of-the-store' };
  let folder: string;
  let cluster: Cluster;
  let plain: string;
  let login: string;
  let tls: string;
  let mutual: string;
  let ca: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tailwater-tls-'));
    const keystore = join(folder, 'broker.p12');
    const key = ['-alias', 'broker', '-keystore', keystore, '-storetype', 'PKCS12', '-storepass', store.password];
    await run('keytool', [
      '-genkeypair',
      ...key,
      '-keyalg',
      'RSA',
      '-dname',
      'CN=127.0.0.1',
      '-ext',
      'san=ip:127.0.0.1',
    ]);
    await run('keytool', ['-exportcert', '-rfc', ...key, '-file', join(folder, 'broker.pem')]);
    ca = await readFile(join(folder, 'broker.pem'), 'utf8');
    cluster = await startCluster({
      listeners: { LOGIN: 'SASL_PLAINTEXT', SECURE: 'SSL', MUTUAL: 'SSL' },
      formatArguments: [
        '--add-scram',
        'SCRAM-SHA-256=[name=anna,password=right]',
        '--add-scram',
        'SCRAM-SHA-512=[name=anna,password=right]',
      ],
      properties: {
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
        'listener.name.login.plain.sasl.jaas.config':
          'org.apache.kafka.common.security.plain.PlainLoginModule required user_anna="right";',
        'listener.name.login.scram-sha-256.sasl.jaas.config':
          'org.apache.kafka.common.security.scram.ScramLoginModule required;',
        'listener.name.login.scram-sha-512.sasl.jaas.config':
          'org.apache.kafka.common.security.scram.ScramLoginModule required;',
        'listener.name.mutual.ssl.client.auth': 'required',
        'ssl.keystore.location': keystore,
        'ssl.keystore.type': 'PKCS12',
        'ssl.keystore.password': store.password,
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
      },
    });
    const [broker] = cluster.brokers;
    plain = `127.0.0.1:${broker?.port}`;
    login = `127.0.0.1:${broker?.listeners.LOGIN}`;
    tls = `127.0.0.1:${broker?.listeners.SECURE}`;
    mutual = `127.0.0.1:${broker?.listeners.MUTUAL}`;
  });
  after(async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('works, and tells what it is', async () => {
    const result = await tried({ brokers: [plain] });
    assert.ok(result.ok, JSON.stringify(result.steps));
    assert.deepEqual(
      result.steps.map(({ step, state }) => `${step} ${state}`),
      ['name ok', 'tcp ok', 'tls skipped', 'authentication skipped', 'version ok', 'authorization ok'],
    );
    assert.equal(result.steps.find((step) => step.step === 'version')?.detail.message, 'Kafka 4.4, KRaft');
    assert.ok(result.clusterId);
    assert.deepEqual(result.brokers, [{ id: 1, host: '127.0.0.1', port: cluster.brokers[0]?.port }]);
  });

  test('works behind one that does not, which is named', async () => {
    const [closed] = await freePorts(1);
    const result = await tried({ brokers: [`127.0.0.1:${closed}`, 'kafka.invalid:9092', plain] });
    assert.ok(result.ok);
    const detail = result.steps.find((step) => step.step === 'tcp')?.detail.message ?? '';
    assert.match(detail, new RegExp(`Not working: 127\\.0\\.0\\.1:${closed} refused.*kafka\\.invalid`));
  });

  test('over TLS, with its authority', async () => {
    const result = await tried({ brokers: [tls], tls: { enabled: true, ca, verify: true } });
    assert.ok(result.ok, JSON.stringify(result.steps));
    assert.match(
      result.steps.find((step) => step.step === 'tls')?.detail.message ?? '',
      /^TLSv1\.3, certificate of 127\.0\.0\.1/,
    );
  });

  test('over TLS, without its authority', async () => {
    const { step, hint } = failedStep(await tried({ brokers: [tls], tls: { enabled: true, verify: true } }));
    assert.equal(step, 'tls');
    assert.match(hint, /CA/);
  });

  test('TLS with a certificate that is none', async () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n';
    const { step, hint } = failedStep(
      await tried({ brokers: [tls], tls: { enabled: true, ca, certificate, key: 'x', verify: true } }),
    );
    assert.equal(step, 'tls');
    assert.match(hint, /PEM/);
  });

  test('TLS without the certificate of ours that is wanted, told while another broker is still waited for', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
    const silent = `127.0.0.1:${await listen(server)}`;
    const { step, detail, hint } = failedStep(
      await tried({ brokers: [silent, mutual, mutual], tls: { enabled: true, ca, verify: true } }),
    );
    assert.equal(step, 'tls');
    assert.match(detail, /: the broker ended the handshake/);
    assert.match(hint, /client certificate/);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('TLS asked of a port without', async () => {
    const { step, hint } = failedStep(await tried({ brokers: [plain], tls: { enabled: true, verify: true } }));
    assert.equal(step, 'tls');
    assert.match(hint, /turn TLS off/);
  });

  test('no TLS asked of a port with', async () => {
    const { hint } = failedStep(await tried({ brokers: [tls] }));
    assert.match(hint, /TLS/);
  });

  for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const) {
    test(`${mechanism}, right and wrong`, async () => {
      const sasl = { mechanism, username: 'anna', password: 'right' };
      const right = await tried({ brokers: [login], sasl });
      assert.ok(right.ok, JSON.stringify(right.steps));
      const wrong = await tried({ brokers: [login, login], sasl: { ...sasl, password: 'wr0ng-secret' } });
      const { step, detail } = failedStep(wrong);
      assert.equal(step, 'authentication');
      assert.match(detail, /anna/);
      assert.doesNotMatch(JSON.stringify(wrong), /wr0ng-secret/);
    });
  }

  test('a login that may see nothing is told so', async () => {
    const result = await tried({ brokers: [login], sasl: { mechanism: 'plain', username: 'anna', password: 'right' } });
    const step = result.steps.find((one) => one.step === 'authorization');
    assert.match(`${step?.detail.message} ${step?.hint?.message}`, /no topics can be seen.*DESCRIBE/);
  });

  test('no login where one is wanted', async () => {
    const { step, hint } = failedStep(await tried({ brokers: [login] }));
    assert.equal(step, 'authentication');
    assert.match(hint, /SASL/);
  });

  test('a login where none is wanted', async () => {
    const sasl = { mechanism: 'plain', username: 'anna', password: 'right' } as const;
    const { step, hint } = failedStep(await tried({ brokers: [plain], sasl }));
    assert.equal(step, 'authentication');
    assert.match(hint, /SASL off/);
  });
});
