// Tokens: how they are made, kept and renewed, against a token endpoint of our own and vectors of another implementation.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { freePorts } from '../../build/kafka.ts';
import { Sasl } from '../../main/contract/session.ts';
import { authenticate } from '../../main/kafka/admin-sasl.ts';
import { bearerToken, forgetToken, renewalOf } from '../../main/kafka/bearer-token.ts';
import { fetchMskToken, signMskToken } from '../../main/kafka/msk-iam-token.ts';
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';

type Oauth = Extract<Sasl, { mechanism: 'oauthbearer' }>;

function login(endpoint: TokenEndpoint, more: Partial<Oauth> = {}): Oauth {
  return {
    mechanism: 'oauthbearer',
    tokenEndpoint: endpoint.url,
    clientId: endpoint.clientId,
    clientSecret: endpoint.clientSecret,
    ...more,
  };
}

describe('client credentials', () => {
  test('the client signs in as RFC 6749 has it, with scope and audience', async () => {
    await using endpoint = await startTokenEndpoint({ clientId: 'tail:water', clientSecret: 'a b+c&d%e' });
    const { value, expiresAt } = await bearerToken(login(endpoint, { scope: 'logs read', audience: 'kafka' }));
    assert.equal(value.split('.').length, 3);
    assert.ok(expiresAt !== undefined && expiresAt > Date.now());
    assert.deepEqual(endpoint.requests, [{ grant_type: 'client_credentials', scope: 'logs read', audience: 'kafka' }]);
  });

  test('one token for all that ask with the same settings, also at once; another for others', async () => {
    await using endpoint = await startTokenEndpoint();
    const same = await Promise.all(Array.from({ length: 5 }, () => bearerToken(login(endpoint))));
    assert.equal(new Set(same.map(({ value }) => value)).size, 1);
    assert.equal(endpoint.requests.length, 1);
    await bearerToken(login(endpoint, { scope: 'other' }));
    assert.equal(endpoint.requests.length, 2);
  });

  test('it is fetched anew before it expires, and after a broker refused it', async (t) => {
    await using endpoint = await startTokenEndpoint({ lifeSeconds: 100 });
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    await bearerToken(login(endpoint));
    t.mock.timers.tick(79_000);
    await bearerToken(login(endpoint));
    assert.equal(endpoint.requests.length, 1);
    t.mock.timers.tick(2_000);
    await bearerToken(login(endpoint));
    assert.equal(endpoint.requests.length, 2);
    forgetToken(login(endpoint));
    await bearerToken(login(endpoint));
    assert.equal(endpoint.requests.length, 3);
  });

  test('there is a later token well before the end, when consumers sign in again', () => {
    for (const life of [30, 60, 300, 3600].map((seconds) => seconds * 1000)) {
      const renewal = renewalOf(0, life);
      assert.ok(renewal > 0 && renewal <= life - 15_000, `${life}: ${renewal}`);
    }
    assert.equal(renewalOf(0, 10_000), 5_000);
    assert.equal(renewalOf(0, undefined), 45_000);
  });

  test('what was refused is told in the words of the server, without the secret, and tried again by the next', async () => {
    await using endpoint = await startTokenEndpoint();
    const wrong = login(endpoint, { clientSecret: 'wr0ng-secret' });
    for (let times = 1; times <= 2; times++) {
      await assert.rejects(bearerToken(wrong), (error: Error) => {
        assert.match(error.message, /gives no token: invalid_client: no such client or secret\. Check client id/);
        assert.doesNotMatch(error.message, /wr0ng-secret/);
        assert.deepEqual(
          Object.entries({ ...error }).filter(([name]) => name === 'step'),
          [['step', 'authentication']],
        );
        return true;
      });
      assert.equal(endpoint.requests.length, times);
    }
  });

  test('what is no token endpoint, or does not answer, is told with what to do', async () => {
    await using endpoint = await startTokenEndpoint();
    const page = login(endpoint, { tokenEndpoint: `${endpoint.url}/elsewhere` });
    await assert.rejects(bearerToken(page), { code: 'denied', message: /HTTP 404.*Check the address/ });
    const [port] = await freePorts(1);
    const nobody = login(endpoint, { tokenEndpoint: `http://127.0.0.1:${port}/token` });
    await assert.rejects(bearerToken(nobody), { code: 'unreachable', message: /ECONNREFUSED/ });
  });

  test('over TLS with an authority of its own, and not without it', async () => {
    await using endpoint = await startTokenEndpoint({ tls: true });
    await bearerToken(login(endpoint, { ca: endpoint.ca }));
    await assert.rejects(bearerToken(login(endpoint)), { code: 'unreachable', message: /self-signed.*authority/ });
  });
});

test('a token endpoint is https, or on this machine; and has no login in its address', () => {
  const sasl = (tokenEndpoint: string) =>
    Sasl.safeParse({ mechanism: 'oauthbearer', tokenEndpoint, clientId: 'a', clientSecret: 'b' }).success;
  for (const good of [
    'https://idp.example.com/oauth2/token?tenant=a',
    'https://idp.example.com:8443',
    'http://127.0.0.1:8080/token',
    'http://localhost/token',
    'http://[::1]:1/',
  ])
    assert.ok(sasl(good), good);
  for (const bad of [
    'http://idp.example.com/token',
    'http://localhost.evil.example/token',
    'http://localhost:80@evil.example/',
    'http://127.0.0.1.evil.example/',
    'https://me:secret@idp.example.com/token',
    'ftp://127.0.0.1/',
    'https://',
    'idp.example.com',
    'https://a b/',
  ])
    assert.ok(!sasl(bad), bad);
});

describe('the exchange of OAUTHBEARER', () => {
  test('sends the token and the extensions, and is content with an empty answer', async () => {
    await using endpoint = await startTokenEndpoint();
    const sasl = login(endpoint, { extensions: { logicalCluster: 'lkc-1', identityPoolId: 'pool' } });
    const sent: string[] = [];
    await authenticate(sasl, async (bytes) => {
      sent.push(Buffer.from(bytes).toString());
      return Buffer.alloc(0);
    });
    const { value } = await bearerToken(sasl);
    assert.deepEqual(sent, [`n,,\x01auth=Bearer ${value}\x01logicalCluster=lkc-1\x01identityPoolId=pool\x01\x01`]);
    assert.equal(endpoint.requests.length, 1);
  });

  test('answers the error of the broker with a single byte, tells it, and drops the token', async () => {
    await using endpoint = await startTokenEndpoint();
    const sasl = login(endpoint);
    const sent: Uint8Array[] = [];
    const exchange = async (bytes: Uint8Array) => {
      sent.push(bytes);
      if (sent.length === 2) throw new Error('SASL authentication failed');
      return Buffer.from('{"status":"invalid_token","scope":"logs"}');
    };
    await assert.rejects(authenticate(sasl, exchange), /refused the token \(invalid_token, scope logs\)/);
    assert.deepEqual([...(sent[1] ?? [])], [1]);
    await bearerToken(sasl);
    assert.equal(endpoint.requests.length, 2);
  });
});

describe('AWS MSK IAM', () => {
  // The signatures are botocore's 1.44.8 (SigV4QueryAuth, service kafka-cluster, 2026-01-02 03:04:05 UTC, 900 s), with the keys of
  // AWS's documentation.
  const now = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
  const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const VECTORS = [
    {
      region: 'ap-northeast-2',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey },
      url: 'https://kafka.ap-northeast-2.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260102%2Fap-northeast-2%2Fkafka-cluster%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=e2713d66e612ce4e392c74e61dcd607cdece5a529ee2afed1f8bee0375a5be37',
    },
    {
      region: 'us-east-1',
      credentials: {
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        secretAccessKey,
        sessionToken: 'FwoGZXIvYXdzEXAMPLE//token+with=signs',
      },
      url: 'https://kafka.us-east-1.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20260102%2Fus-east-1%2Fkafka-cluster%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2F%2Ftoken%2Bwith%3Dsigns&X-Amz-Signature=42198e89e0dc9a3a37be5bce0d57f39a70dac1996af52ec1c29f03a1059cd0d5',
    },
  ];
  const parameters = (url: URL) => Object.fromEntries([...url.searchParams].sort());

  for (const { region, credentials, url } of VECTORS)
    test(`the token is signed as another implementation signs it (${region})`, async () => {
      const { value, expiresAt } = await signMskToken(region, credentials, now);
      assert.match(value, /^[A-Za-z0-9_-]+$/);
      const signed = new URL(Buffer.from(value, 'base64url').toString());
      assert.equal(signed.searchParams.get('User-Agent'), 'tailwater');
      signed.searchParams.delete('User-Agent');
      const wanted = new URL(url);
      assert.equal(signed.origin + signed.pathname, wanted.origin + wanted.pathname);
      assert.deepEqual(parameters(signed), parameters(wanted));
      assert.equal(expiresAt, now.getTime() + 900_000);
    });

  test('it lives no longer than the credentials', async () => {
    const expiration = new Date(now.getTime() + 120_500);
    const { value, expiresAt } = await signMskToken(
      'us-east-1',
      { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey, expiration },
      now,
    );
    assert.equal(expiresAt, now.getTime() + 120_000);
    assert.match(Buffer.from(value, 'base64url').toString(), /X-Amz-Expires=120&/);
  });

  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'HOME'] as const;
  const more = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'AWS_EC2_METADATA_DISABLED'] as const;
  const before = new Map([...names, ...more].map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
  const keyOf = (value: string) =>
    new URL(Buffer.from(value, 'base64url').toString()).searchParams.get('X-Amz-Credential')?.split('/')[0];

  test('credentials: those that are given, else the environment, else the shared files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailwater-aws-'));
    try {
      await writeFile(
        join(folder, 'credentials'),
        '[default]\naws_access_key_id=AKIDEFAULT\naws_secret_access_key=x\n[prod]\naws_access_key_id=AKIPROD\naws_secret_access_key=y\n',
      );
      for (const name of names) delete process.env[name];
      process.env.HOME = folder;
      process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
      process.env.AWS_CONFIG_FILE = join(folder, 'config');
      process.env.AWS_EC2_METADATA_DISABLED = 'true';
      const sasl = { mechanism: 'aws-msk-iam', region: 'ap-northeast-2' } as const;
      assert.equal(keyOf((await fetchMskToken({ ...sasl, profile: 'prod' })).value), 'AKIPROD');
      assert.equal(keyOf((await fetchMskToken(sasl)).value), 'AKIDEFAULT');
      process.env.AWS_ACCESS_KEY_ID = 'AKIENVIRONMENT';
      process.env.AWS_SECRET_ACCESS_KEY = 'z';
      assert.equal(keyOf((await fetchMskToken(sasl)).value), 'AKIENVIRONMENT');
      const given = { ...sasl, accessKeyId: 'AKIGIVEN', secretAccessKey: 'w' };
      assert.equal(keyOf((await fetchMskToken(given)).value), 'AKIGIVEN');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('none to be found is told with what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailwater-aws-'));
    try {
      for (const name of names) delete process.env[name];
      process.env.HOME = folder;
      process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'none');
      process.env.AWS_CONFIG_FILE = join(folder, 'none');
      process.env.AWS_EC2_METADATA_DISABLED = 'true';
      await assert.rejects(fetchMskToken({ mechanism: 'aws-msk-iam', region: 'us-east-1' }), {
        code: 'denied',
        message: /No AWS credentials were found .*aws sso login/,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
