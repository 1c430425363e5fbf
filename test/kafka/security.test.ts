// TLS and logins of every kind against a real broker that asks for them: the consumers, the health and the connection test.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Connection, ConnectionTest, OpenSession, type Sasl } from '../../main/contract/session.ts';
import { createClient } from '../../main/kafka/client.ts';
import { testConnection } from '../../main/kafka/connection-test.ts';
import { sampleOnce } from '../../main/kafka/health-look.ts';
import { classify } from '../../main/kafka/kafka-errors.ts';
import { KEY_PASSPHRASE } from './certificates.ts';
import { collectAll, readCache, usingFolder } from './ingest-kit.ts';
import { PASSWORD, type SecureCluster, startSecureCluster } from './secure-cluster.ts';

const RECORDS = 50;
let secure: SecureCluster;

before(async () => {
  secure = await startSecureCluster();
  await secure.kit.createTopic('logs', 2);
  for (const partition of [0, 1])
    await secure.kit.produce(
      'logs',
      partition,
      Array.from({ length: RECORDS / 2 }, (_, i) => `line ${i} of ${partition}`),
    );
});
after(() => secure?.[Symbol.asyncDispose]());

async function tried(connection: Connection): Promise<ConnectionTest> {
  return ConnectionTest.parse(await testConnection(connection, new AbortController().signal));
}

/** All three ways in: the connection test, the admin's samples, and the consumers of a session. */
async function worksEverywhere(connection: Connection): Promise<ConnectionTest> {
  const tested = await tried(connection);
  assert.ok(tested.ok, JSON.stringify(tested.steps));
  assert.deepEqual(
    tested.topics.filter(({ internal }) => !internal).map(({ name }) => name),
    ['logs'],
  );
  const report = await sampleOnce(connection, { topics: ['logs'] });
  assert.deepEqual(
    report.partitions.map(({ highWatermark }) => highWatermark),
    [RECORDS / 2, RECORDS / 2],
  );
  await using folder = await usingFolder();
  await collectAll(folder.path, OpenSession.parse({ connection, topics: ['logs'] }));
  assert.equal(readCache(folder.path).length, RECORDS);
  return tested;
}

/** All three say so; kafkajs without trying again. */
async function isRefusedEverywhere(connection: Connection, step: string, detail: RegExp): Promise<void> {
  const tested = await tried(connection);
  const failed = tested.steps.filter(({ state }) => state === 'failed');
  assert.deepEqual(
    failed.map((one) => one.step),
    [step],
    JSON.stringify(tested.steps),
  );
  assert.match(failed[0]?.detail.message ?? '', detail);
  assert.ok((failed[0]?.hint?.message ?? '').length > 10, 'it says what to do');
  await assert.rejects(sampleOnce(connection, {}), detail);
  const admin = createClient(connection, { role: 'suite', retry: { retries: step === 'tls' ? 0 : 5 } }).admin();
  const from = performance.now();
  const thrown = await admin.connect().then(
    () => assert.fail('kafkajs was let in'),
    (error: unknown) => error,
  );
  if (step === 'authentication') {
    const { permanent, data } = classify(thrown);
    assert.deepEqual([permanent, data.code], [true, 'denied'], data.message);
    assert.ok(performance.now() - from < 10_000, 'it is not tried again and again');
  }
  await admin.disconnect();
}

describe('TLS', () => {
  test('with the authority of the cluster', async () => {
    await worksEverywhere(secure.connection('TLS'));
  });

  test('mutual, with a key in the clear', async () => {
    const { certificate, key } = secure.certificates.client;
    assert.ok((await tried(mutual({ certificate, key }))).ok);
  });

  test('mutual, with an encrypted key and its passphrase', async () => {
    const { certificate, encryptedKey } = secure.certificates.client;
    await worksEverywhere(mutual({ certificate, key: encryptedKey, passphrase: KEY_PASSPHRASE }));
  });

  test('another authority, or none, is refused here', async () => {
    for (const ca of [secure.certificates.otherCa, undefined]) {
      const connection = secure.connection('TLS');
      await isRefusedEverywhere({ ...connection, tls: { enabled: true, verify: true, ca } }, 'tls', /authority/);
    }
  });

  test('no certificate of ours where one is wanted is refused by the broker', async () => {
    await isRefusedEverywhere(secure.connection('MUTUAL'), 'tls', /the broker ended the handshake/);
  });

  test('an encrypted key without its passphrase, or with another, is told', async () => {
    const { certificate, encryptedKey } = secure.certificates.client;
    for (const passphrase of [undefined, 'wr0ng-passphrase'])
      await isRefusedEverywhere(mutual({ certificate, key: encryptedKey, passphrase }), 'tls', /passphrase/);
  });
});

function mutual(more: { certificate: string; key: string; passphrase?: string | undefined }): Connection {
  return {
    ...secure.connection('MUTUAL'),
    tls: { enabled: true, ca: secure.certificates.ca, verify: true, ...more },
  };
}

describe('logins over TLS', () => {
  for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const) {
    const sasl = { mechanism, username: 'anna', password: PASSWORD };
    test(mechanism, async () => {
      const tested = await worksEverywhere(secure.connection('LOGIN', sasl));
      const step = tested.steps.find((one) => one.step === 'authentication');
      assert.equal(step?.detail.message, `${mechanism.toUpperCase()} as anna`);
    });

    test(`${mechanism} with a wrong password`, async () => {
      const wrong = secure.connection('LOGIN', { ...sasl, password: 'wr0ng-password' });
      await isRefusedEverywhere(wrong, 'authentication', /as anna failed/);
    });
  }

  test('OAUTHBEARER, with a token that the broker checks by its signature; one token for the whole of a thread', async () => {
    const before = secure.endpoint.requests.length;
    const tested = await worksEverywhere(secure.connection('LOGIN', secure.oauth));
    const step = tested.steps.find((one) => one.step === 'authentication');
    assert.equal(step?.detail.message, 'OAUTHBEARER as tailwater-client');
    // This thread's, and one of each of at most two workers.
    const asked = secure.endpoint.requests.length - before;
    assert.ok(asked >= 2 && asked <= 3, `${asked} tokens`);
  });

  test('OAUTHBEARER with a client that the token endpoint refuses', async () => {
    const wrong = { ...secure.oauth, clientSecret: 'wr0ng-secret' };
    await isRefusedEverywhere(secure.connection('LOGIN', wrong), 'authentication', /gives no token: invalid_client/);
  });

  for (const [what, claims] of [
    ['an expired token', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['a token for somebody else', { aud: 'not-kafka' }],
  ] as const)
    test(`OAUTHBEARER with ${what}`, async () => {
      secure.endpoint.claims = claims;
      try {
        // Other settings than before, so that no good token is at hand.
        const sasl = { ...secure.oauth, scope: what };
        const refused = /as tailwater-client failed: the broker refused the token \(invalid_token/;
        await isRefusedEverywhere(secure.connection('LOGIN', sasl), 'authentication', refused);
      } finally {
        secure.endpoint.claims = {};
      }
    });

  test('a token of AWS arrives whole at a broker that is not of AWS, which refuses it for what it is', async () => {
    const sasl: Sasl = {
      mechanism: 'aws-msk-iam',
      region: 'ap-northeast-2',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const refused = /as AKIAIOSFODNN7EXAMPLE failed: the broker refused the token \(invalid_token/;
    await isRefusedEverywhere(secure.connection('LOGIN', sasl), 'authentication', refused);
  });
});
