// What the connect dialog makes of what is typed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitSecrets } from '../../main/contract/secrets.ts';
import { Profile } from '../../main/contract/session.ts';
import { type Draft, draftOfProfile, EMPTY_DRAFT, splitBrokers, withSecrets } from '../../renderer/connect/draft.ts';
import type { Problem } from '../../renderer/connect/problems.ts';
import { profileOf } from '../../renderer/connect/profile.ts';
import { isTopicName, topicChoices } from '../../renderer/connect/topic-choices.ts';
import { connectionOf, sessionOf } from '../../renderer/connect/validate.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
const noTime = () => undefined;

function draft(change: Partial<Draft>): Draft {
  return { ...EMPTY_DRAFT, brokers: 'kafka-1:9092', topics: new Set(['app.auth']), ...change };
}

function problems(change: Partial<Draft>, timeOf: (text: string) => number | undefined = noTime): string[] {
  const checked = sessionOf(draft(change), timeOf);
  return checked.ok ? [] : checked.problems.map((one: Problem) => `${one.field} ${one.code}`);
}

describe('brokers', () => {
  test('are separated by commas, white space and new lines; a prefix and doubles fall away', () => {
    assert.deepEqual(splitBrokers(' a:1, b:2;c:3\nSASL_SSL://d:4\ta:1 '), ['a:1', 'b:2', 'c:3', 'd:4']);
  });

  test('need a host and a port', () => {
    for (const good of ['kafka:9092', '10.0.0.1:1', '[::1]:9092', 'ü.example:65535'])
      assert.deepEqual(problems({ brokers: good }), [], good);
    for (const [bad, code] of [
      ['', 'noBrokers'],
      [' , ', 'noBrokers'],
      ['kafka', 'brokerPort'],
      ['kafka:', 'brokerPort'],
      ['kafka:0', 'brokerPort'],
      ['kafka:65536', 'brokerPort'],
      ['kafka:90:92', 'brokerPort'],
      [':9092', 'brokerHost'],
      ['http://kafka:9092/x', 'brokerPort'],
      ['user@kafka:9092', 'brokerHost'],
    ] as const)
      assert.deepEqual(problems({ brokers: bad }), [`brokers ${code}`], bad);
  });
});

describe('security', () => {
  test('PEM is checked for what it should hold', () => {
    assert.deepEqual(problems({ tls: true, ca: CERTIFICATE, certificate: CERTIFICATE, key: KEY }), []);
    assert.deepEqual(problems({ tls: true, ca: 'MIIB' }), ['ca notPem']);
    assert.deepEqual(problems({ tls: true, ca: KEY }), ['ca notCertificate']);
    assert.deepEqual(problems({ tls: true, certificate: CERTIFICATE }), ['key certificateWithoutKey']);
    assert.deepEqual(problems({ tls: true, certificate: CERTIFICATE, key: CERTIFICATE }), ['key notKey']);
    const encrypted = KEY.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE');
    assert.deepEqual(problems({ tls: true, certificate: CERTIFICATE, key: encrypted }), ['passphrase noPassphrase']);
    const opened = connectionOf(draft({ tls: true, certificate: CERTIFICATE, key: encrypted, passphrase: 'open' }));
    assert.ok(opened.ok);
    assert.equal(opened.value.tls?.passphrase, 'open');
    assert.deepEqual(problems({ tls: true, key: KEY }), ['certificate keyWithoutCertificate']);
  });

  test('what is switched off is not sent', () => {
    const checked = connectionOf(draft({ ca: CERTIFICATE, username: 'me', password: 'secret' }));
    assert.deepEqual(checked, { ok: true, value: { brokers: ['kafka-1:9092'] } });
  });

  test('a sign-in needs a user and a password', () => {
    assert.deepEqual(problems({ sasl: 'plain' }), ['username noUsername', 'password noPassword']);
  });
});

describe('tokens', () => {
  const oauth = {
    sasl: 'oauthbearer',
    tokenEndpoint: ' https://idp.example/token ',
    oauthClient: 'tail',
    clientSecret: 'hush',
  } as const;

  test('an OAuth client needs an address, an id and a secret', () => {
    assert.deepEqual(problems({ sasl: 'oauthbearer' }), [
      'tokenEndpoint noTokenEndpoint',
      'oauthClient noClientId',
      'clientSecret noClientSecret',
    ]);
    for (const tokenEndpoint of ['http://idp.example/token', 'https://me:secret@idp.example/', 'idp.example'])
      assert.deepEqual(problems({ ...oauth, tokenEndpoint }), ['tokenEndpoint tokenEndpoint'], tokenEndpoint);
    for (const extensions of ['x', 'auth=a', 'a b=c', '키=값'])
      assert.deepEqual(problems({ ...oauth, extensions }), ['extensions extension'], extensions);
    assert.deepEqual(problems({ ...oauth, tokenCa: 'MIIB' }), ['tokenCa notPem']);
    const checked = connectionOf(
      draft({
        ...oauth,
        scope: 'logs',
        extensions: 'logicalCluster=lkc-1\n\nidentityPoolId = pool\n'.replace(' = ', '='),
      }),
    );
    assert.ok(checked.ok);
    assert.deepEqual(checked.value.sasl, {
      mechanism: 'oauthbearer',
      tokenEndpoint: 'https://idp.example/token',
      clientId: 'tail',
      clientSecret: 'hush',
      scope: 'logs',
      extensions: { logicalCluster: 'lkc-1', identityPoolId: 'pool' },
    });
  });

  test('AWS needs a region; the chain finds the credentials, unless a key is given', () => {
    assert.deepEqual(problems({ sasl: 'aws-msk-iam' }), ['region region']);
    const aws = {
      sasl: 'aws-msk-iam',
      region: 'ap-northeast-2',
      accessKeyId: 'AKIA',
      secretAccessKey: 'hush',
    } as const;
    const chain = connectionOf(draft({ ...aws, awsProfile: 'prod' }));
    assert.ok(chain.ok);
    assert.deepEqual(chain.value.sasl, { mechanism: 'aws-msk-iam', region: 'ap-northeast-2', profile: 'prod' });
    assert.deepEqual(problems({ ...aws, ownAwsKey: true, secretAccessKey: '' }), ['secretAccessKey noSecretKey']);
    const own = connectionOf(draft({ ...aws, ownAwsKey: true }));
    assert.ok(own.ok);
    assert.deepEqual(own.value.sasl, {
      mechanism: 'aws-msk-iam',
      region: 'ap-northeast-2',
      accessKeyId: 'AKIA',
      secretAccessKey: 'hush',
    });
  });
});

describe('a session', () => {
  test('has the contract’s units and defaults', () => {
    const checked = sessionOf(
      draft({
        topics: new Set(['b', 'a']),
        start: 'time',
        startTime: 'then',
        keepGigabytes: '1.5',
        keepDays: '7',
        group: ' shared ',
        tunables: { ...EMPTY_DRAFT.tunables, fetchMinBytes: '65,536', workers: '3' },
      }),
      (text) => (text === 'then' ? 1_000_000 : undefined),
    );
    assert.ok(checked.ok);
    const { topics, start, retention, group, tunables, untilEnd } = checked.value;
    assert.deepEqual(topics, ['a', 'b']);
    assert.deepEqual(start, { at: 'time', time: 1_000_000 });
    assert.deepEqual(retention, { maxBytes: 1_500_000_000, maxAgeSeconds: 604_800 });
    assert.equal(group, 'shared');
    assert.equal(profileOf(checked.value, []).group, 'shared');
    assert.equal(profileOf({ ...checked.value, group: 'tailwater-0123456789' }, []).group, undefined);
    assert.equal(tunables.fetchMinBytes, 65_536);
    assert.equal(tunables.workers, 3);
    assert.equal(tunables.fetchMaxWaitMs, 300);
    assert.equal(untilEnd, false);
  });

  test('names the field of every problem', () => {
    assert.deepEqual(problems({ topics: new Set() }), ['topics noTopics']);
    assert.deepEqual(problems({ start: 'time', startTime: 'soon' }), ['startTime notTime']);
    assert.deepEqual(problems({ start: 'offset' }), ['startOffset notInteger']);
    assert.deepEqual(problems({ start: 'offset', startOffset: '1.5' }), ['startOffset notInteger']);
    assert.deepEqual(problems({ start: 'offset', startOffset: '-1' }), ['startOffset notNumber']);
    assert.deepEqual(problems({ keepGigabytes: 'much' }), ['keepGigabytes notNumber']);
    assert.deepEqual(problems({ keepGigabytes: '0.01' }), ['keepGigabytes tooSmall']);
    assert.deepEqual(problems({ keepDays: '0' }), ['keepDays tooSmall']);
    assert.deepEqual(problems({ group: 'g'.repeat(256) }), ['group tooLong']);
    const tunables = { ...EMPTY_DRAFT.tunables, workers: '65', fetchMaxWaitMs: '1' };
    assert.deepEqual(problems({ tunables }).sort(), ['fetchMaxWaitMs tooSmall', 'workers tooLarge']);
    assert.deepEqual(problems({ keepGigabytes: '', keepDays: '' }), []);
  });
});

describe('a saved connection', () => {
  test('has no secret, and fills the form again but for them', () => {
    const full = draft({
      name: 'prod-kr',
      tls: true,
      ca: CERTIFICATE,
      certificate: CERTIFICATE,
      key: KEY,
      sasl: 'scram-sha-512',
      username: 'me',
      password: 'top secret',
      start: 'offset',
      startOffset: '12',
      keepDays: '2',
    });
    const checked = sessionOf(full, noTime);
    assert.ok(checked.ok);
    const saved = profileOf(checked.value, []);
    const text = JSON.stringify(saved);
    assert.doesNotMatch(text, /top secret|PRIVATE KEY/);
    const again = draftOfProfile(Profile.parse(JSON.parse(text)), String);
    assert.deepEqual(again, { ...full, password: '', key: '', named: full.topics });
    assert.equal(profileOf(checked.value, [saved]).id, saved.id, 'the same brokers and name: the same connection');
  });

  test('gets its secrets back from the key store, and what was typed meanwhile goes before', () => {
    const changes: Partial<Draft>[] = [
      {
        tls: true,
        certificate: CERTIFICATE,
        key: KEY.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'),
        passphrase: 'secret-1',
      },
      { sasl: 'plain', username: 'me', password: 'secret-1' },
      {
        sasl: 'oauthbearer',
        tokenEndpoint: 'https://idp/t',
        oauthClient: 'me',
        clientSecret: 'secret-1',
        audience: 'a',
      },
      {
        sasl: 'aws-msk-iam',
        region: 'us-east-1',
        ownAwsKey: true,
        accessKeyId: 'AKIA',
        secretAccessKey: 'secret-1',
        sessionToken: 'secret-1',
      },
    ];
    for (const change of changes) {
      const full = draft({ ...change, keepSecrets: true });
      const checked = sessionOf(full, noTime);
      assert.ok(checked.ok);
      const saved = profileOf(checked.value, []);
      assert.doesNotMatch(JSON.stringify(saved), /secret-1|PRIVATE/);
      const { secrets } = splitSecrets(checked.value.connection);
      assert.ok(secrets);
      const again = draftOfProfile(Profile.parse(saved), String);
      assert.deepEqual(withSecrets(again, secrets), { ...full, named: full.topics });
      assert.equal(withSecrets({ ...again, password: 'typed' }, { password: 'secret-1' }).password, 'typed');
    }
    assert.equal(splitSecrets({ brokers: ['a:1'], tls: { enabled: true, verify: true } }).secrets, undefined);
  });

  test('has no key, wherever it was given: many files hold a certificate and its key in one', () => {
    const both = `${CERTIFICATE}\n${KEY}\n${CERTIFICATE}`;
    const { connection } = splitSecrets({
      brokers: ['a:1'],
      tls: { enabled: true, verify: true, ca: `${KEY.replace('PRIVATE', 'RSA PRIVATE')}\n`, certificate: both },
      sasl: { mechanism: 'oauthbearer', tokenEndpoint: 'https://t/', clientId: 'c', clientSecret: 's', ca: both },
    });
    assert.doesNotMatch(JSON.stringify(connection), /PRIVATE/);
    assert.equal(connection.tls?.certificate, `${CERTIFICATE}\n${CERTIFICATE}`);
  });

  test('of before there were tokens is read as it was', () => {
    const old = {
      ...{ id: 'p1', topics: ['app'], start: { at: 'earliest' }, retention: {}, lastUsed: 1 },
      connection: { brokers: ['k:1'], sasl: { mechanism: 'scram-sha-256', username: 'me', password: '' } },
    };
    const { sasl, username } = draftOfProfile(Profile.parse(old), String);
    assert.deepEqual([sasl, username], ['scram-sha-256', 'me']);
  });
});

describe('topics', () => {
  const cluster = {
    ok: true,
    steps: [],
    brokers: [],
    topics: [
      { name: 'app.auth', partitions: 6, internal: false },
      { name: '__consumer_offsets', partitions: 50, internal: true },
      { name: 'audit.login', partitions: 3, internal: false },
    ],
  };
  const names = (chosen: string[], text = '', internal = false) =>
    topicChoices(cluster, { topics: new Set(chosen), named: new Set(['gone']) }, { text, internal }).shown.map(
      (topic) => topic.name,
    );

  test('internal ones are hidden until asked for or chosen; named ones that are not there stay', () => {
    assert.deepEqual(names([]), ['app.auth', 'audit.login', 'gone']);
    assert.deepEqual(names([], '', true), ['__consumer_offsets', 'app.auth', 'audit.login', 'gone']);
    assert.deepEqual(names(['__consumer_offsets']), ['__consumer_offsets', 'app.auth', 'audit.login', 'gone']);
    assert.deepEqual(names([], 'LOGIN aud'), ['audit.login']);
    assert.equal(topicChoices(undefined, EMPTY_DRAFT, { text: '', internal: false }).shown.length, 0);
  });

  test('names are Kafka’s', () => {
    for (const good of ['a', 'app.auth_v2-x', 'A'.repeat(249)]) assert.ok(isTopicName(good), good);
    for (const bad of ['', '.', '..', 'a b', '로그', 'a/b', 'A'.repeat(250)]) assert.ok(!isTopicName(bad), bad);
  });
});
