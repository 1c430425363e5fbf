// What changes while a session runs: logins that end, and rights, users and tokens that are taken away and given back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Connection, OpenSession, type Warning } from '../../main/contract/session.ts';
import { startHealthSampler } from '../../main/kafka/health-sampler.ts';
import { startSupervisor } from '../../main/kafka/supervisor.ts';
import { openWriter } from '../../main/store/writer.ts';
import { until, usingFolder } from './ingest-kit.ts';
import { PASSWORD, type SecureCluster, SHORT_LOGIN_MS, startSecureCluster } from './secure-cluster.ts';

let secure: SecureCluster;
before(async () => {
  secure = await startSecureCluster();
});
after(() => secure?.[Symbol.asyncDispose]());

/** A session and the health of its cluster, with all that they ever complained of. */
async function follow(connection: Connection, topic: string) {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await usingFolder());
  const writer = stack.use(await openWriter(folder.path));
  const told = new Set<string>();
  const session = OpenSession.parse({
    connection,
    topics: [topic],
    group: `tailwater-${topic}`,
    tunables: { workers: 1 },
  });
  const supervisor = await startSupervisor({
    session,
    writer,
    onChange() {
      if (!opened) return;
      for (const { message } of supervisor.status().warnings) told.add(message);
    },
  });
  let opened = true;
  stack.defer(() => supervisor.close());
  const sampler = startHealthSampler({
    connection,
    group: null,
    topics: [topic],
    intervalMs: 500,
    onChange() {
      const { error, troubles } = sampler.report();
      for (const { message } of [...troubles, ...(error ? [error] : [])]) told.add(message);
    },
  });
  stack.defer(() => {
    opened = false;
    return sampler.close();
  });
  const resources = stack.move();
  let sent = 0;
  return {
    told,
    supervisor,
    sampler,
    warnings: (): Warning[] => supervisor.status().warnings,
    async send() {
      await secure.kit.produce(topic, 0, [`line ${sent++}`]);
    },
    stored: () => until(`${sent} records of ${topic}`, () => writer.tick().records === sent),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Sends and waits for it to be stored, again and again, until it holds. */
async function sendUntil(following: Awaited<ReturnType<typeof follow>>, holds: () => boolean): Promise<void> {
  await until('enough has happened', async () => {
    await following.send();
    await following.stored();
    return holds();
  });
}

test('logins that end are renewed in time, with the same password and with ever new tokens, without a gap', async () => {
  await secure.kit.createTopic('renewed.plain');
  await secure.kit.createTopic('renewed.token');
  secure.endpoint.lifeSeconds = 12;
  const plain = { mechanism: 'plain', username: 'anna', password: PASSWORD } as const;
  await using byPassword = await follow(secure.connection('SHORT', plain), 'renewed.plain');
  // On this listener a login ends with its token alone.
  await using byToken = await follow(secure.connection('LOGIN', secure.oauth), 'renewed.token');
  const from = Date.now();
  const before = secure.endpoint.requests.length;
  const long = () => Date.now() - from > SHORT_LOGIN_MS * 2.5 && secure.endpoint.requests.length >= before + 4;
  await Promise.all([sendUntil(byPassword, long), sendUntil(byToken, long)]);
  for (const { told, supervisor, sampler } of [byPassword, byToken]) {
    assert.deepEqual([...told], []);
    const { workers, rebalances } = supervisor.consumers();
    assert.deepEqual(
      workers.map(({ restarts }) => restarts),
      [0],
    );
    assert.equal(rebalances.length, 1, 'the group was joined once');
    assert.equal(sampler.report().error, null);
  }

  // The server of tokens turns the client away for a while.
  secure.endpoint.closed = true;
  await until('it is told', () =>
    byToken.warnings().some(({ message }) => /gives no token: invalid_client/.test(message)),
  );
  await until('the health tells', () => /gives no token/.test(byToken.sampler.report().error?.message ?? ''));
  assert.equal(byToken.supervisor.status().state, 'collecting');
  secure.endpoint.closed = false;
  await byToken.send();
  await byToken.stored();
  await until(
    'nothing is complained of',
    () => byToken.warnings().length === 0 && byToken.sampler.report().error === null,
  );
  assert.ok(![...byToken.told].some((message) => message.includes(secure.endpoint.clientSecret)));
});

test('a user that is deleted while the session runs: told, not given up, and read on when it is back', async () => {
  await secure.kit.createTopic('deleted.user');
  await secure.setScramPassword('berta', 'pAssw0rd-of-berta');
  const sasl = { mechanism: 'scram-sha-512', username: 'berta', password: 'pAssw0rd-of-berta' } as const;
  await using following = await follow(secure.connection('SHORT', sasl), 'deleted.user');
  await following.send();
  await following.stored();
  await secure.setScramPassword('berta', null);
  await until('it is told', () =>
    following.warnings().some(({ message }) => /ended.*[Aa]uthentication.*Check user name/.test(message)),
  );
  await until('the health tells', () => /berta failed/.test(following.sampler.report().error?.message ?? ''));
  assert.equal(following.supervisor.status().state, 'collecting');
  await following.send();
  await secure.setScramPassword('berta', 'pAssw0rd-of-berta');
  await following.stored();
  await until(
    'nothing is complained of',
    () => following.warnings().length === 0 && following.sampler.report().error === null,
  );
  assert.ok(![...following.told].some((message) => message.includes('pAssw0rd')), 'no secret in what was told');
});

test('a right that is taken away while the session runs: told, and read on when it is given back', async () => {
  await secure.kit.createTopic('forbidden');
  const sasl = { mechanism: 'plain', username: 'anna', password: PASSWORD } as const;
  await using following = await follow(secure.connection('LOGIN', sasl), 'forbidden');
  await following.send();
  await following.stored();
  const allow = await secure.forbid('anna', 'forbidden');
  await following.send();
  await until('it is told', () =>
    following.warnings().some(({ message }) => /may not read partition 0 of forbidden any more/.test(message)),
  );
  assert.equal(following.supervisor.status().state, 'collecting');
  await allow();
  await following.stored();
  await until('nothing is complained of', () => following.warnings().length === 0);
});
