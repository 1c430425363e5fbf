// A real broker that asks for TLS and logins of every kind, on listeners of its own, and what changes its users and rights.
import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { type Cluster, startCluster } from '../../build/kafka.ts';
import type { Connection, Sasl } from '../../main/contract/session.ts';
import type { ByteWriter } from '../../main/kafka/admin-bytes.ts';
import { openBroker } from '../../main/kafka/admin-open.ts';
import type { Api } from '../../main/kafka/admin-requests.ts';
import { type Certificates, createCertificates } from './certificates.ts';
import { Kit } from './ingest-kit.ts';
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';

// kafkajs is CommonJS, and Node does not find these names by itself.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
const SECURITY = 'org.apache.kafka.common.security';

export const PASSWORD = 'pAssw0rd-of-anna';
/** A login holds so long on the listener "short". */
export const SHORT_LOGIN_MS = 6_000;

export type SecureCluster = AsyncDisposable & {
  readonly cluster: Cluster;
  readonly kit: Kit;
  readonly certificates: Certificates;
  readonly endpoint: TokenEndpoint;
  /** To a listener, with TLS by the right authority. */
  connection(listener: Listener, sasl?: Sasl): Connection;
  /** of the client of the token endpoint */
  readonly oauth: Extract<Sasl, { mechanism: 'oauthbearer' }>;
  setScramPassword(user: string, password: string | null): Promise<void>;
  /** Forbids a user to read a topic; the way back is what it returns. */
  forbid(user: string, topic: string): Promise<() => Promise<void>>;
};
const LISTENERS = { TLS: 'SSL', MUTUAL: 'SSL', LOGIN: 'SASL_SSL', SHORT: 'SASL_SSL' } as const;
export type Listener = keyof typeof LISTENERS;

export async function startSecureCluster(): Promise<SecureCluster> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-secure-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const certificates = await createCertificates(folder);
  const endpoint = stack.use(await startTokenEndpoint());
  const login = (listener: string) => {
    const at = (mechanism: string) => `listener.name.${listener}.${mechanism}`;
    return {
      [`${at('plain')}.sasl.jaas.config`]: `${SECURITY}.plain.PlainLoginModule required user_anna="${PASSWORD}";`,
      [`${at('scram-sha-256')}.sasl.jaas.config`]: `${SECURITY}.scram.ScramLoginModule required;`,
      [`${at('scram-sha-512')}.sasl.jaas.config`]: `${SECURITY}.scram.ScramLoginModule required;`,
      [`${at('oauthbearer')}.sasl.jaas.config`]: `${SECURITY}.oauthbearer.OAuthBearerLoginModule required;`,
      [`${at('oauthbearer')}.sasl.server.callback.handler.class`]: `${SECURITY}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
      [`${at('oauthbearer')}.sasl.oauthbearer.jwks.endpoint.url`]: endpoint.keysUrl,
      [`${at('oauthbearer')}.sasl.oauthbearer.expected.audience`]: 'kafka',
      [`${at('oauthbearer')}.sasl.oauthbearer.expected.issuer`]: 'tailwater-suite',
      [`${at('oauthbearer')}.sasl.oauthbearer.clock.skew.seconds`]: 0,
    };
  };
  const limits = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'].map((mechanism) => [
    `listener.name.short.${mechanism}.connections.max.reauth.ms`,
    SHORT_LOGIN_MS,
  ]);
  const cluster = stack.use(
    await startCluster({
      listeners: LISTENERS,
      javaArguments: [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${endpoint.keysUrl}`],
      formatArguments: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((name) => [
        '--add-scram',
        `${name}=[name=anna,password=${PASSWORD}]`,
      ]),
      properties: {
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
        ...login('login'),
        ...login('short'),
        ...Object.fromEntries(limits),
        'listener.name.mutual.ssl.client.auth': 'required',
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': certificates.keystore,
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': certificates.truststore,
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
      },
    }),
  );
  const kit = stack.use(await Kit.connect(cluster.bootstrap));
  const everything = {
    resourceName: '*',
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:*',
    host: '*',
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
  };
  await kit.admin.createAcls({
    acl: [
      { ...everything, resourceType: AclResourceTypes.TOPIC },
      { ...everything, resourceType: AclResourceTypes.GROUP },
    ],
  });
  const resources = stack.move();
  return {
    cluster,
    kit,
    certificates,
    endpoint,
    oauth: {
      mechanism: 'oauthbearer',
      tokenEndpoint: endpoint.url,
      clientId: endpoint.clientId,
      clientSecret: endpoint.clientSecret,
    },
    connection: (listener, sasl) => ({
      brokers: [`127.0.0.1:${cluster.brokers[0]?.listeners[listener]}`],
      tls: { enabled: true, ca: certificates.ca, verify: true },
      ...(sasl && { sasl }),
    }),
    async setScramPassword(user, password) {
      const [broker] = cluster.brokers;
      assert.ok(broker);
      const connected = await openBroker(
        { host: '127.0.0.1', port: broker.port },
        { brokers: [cluster.bootstrap] },
        { clientId: 'suite', signal: new AbortController().signal, timeoutMs: 10_000 },
      );
      const errors = await connected.request(AlterUserScramCredentials, { user, password });
      connected.close();
      assert.deepEqual(errors, [0]);
    },
    async forbid(user, topic) {
      const acl = {
        ...everything,
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        principal: `User:${user}`,
        permissionType: AclPermissionTypes.DENY,
      };
      await kit.admin.createAcls({ acl: [acl] });
      return async () => void (await kit.admin.deleteAcls({ filters: [acl] }));
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** SCRAM-SHA-512 alone; Tailwater itself has no request that writes. */
const AlterUserScramCredentials: Api<{ user: string; password: string | null }, number[]> = {
  name: 'AlterUserScramCredentials',
  key: 51,
  min: 0,
  max: 0,
  flexible: 0,
  write(to, { user, password }) {
    const [mechanism, iterations, salt] = [2, 4096, Buffer.from('a salt for the suite')];
    to.compactArray(password === null ? [user] : [], (name) => {
      to.compactString(name);
      to.int8(mechanism);
      to.noTags();
    });
    to.compactArray(password === null ? [] : [password], (given) => {
      to.compactString(user);
      to.int8(mechanism);
      to.int32(iterations);
      compactBytes(to, salt);
      compactBytes(to, pbkdf2Sync(given, salt, iterations, 64, 'sha512'));
      to.noTags();
    });
    to.noTags();
  },
  read(from) {
    from.int32();
    return from.compactArray(() => {
      from.compactString();
      const error = from.int16();
      from.compactNullableString();
      from.tags();
      return error;
    });
  },
};

function compactBytes(to: ByteWriter, bytes: Uint8Array): void {
  to.uvarint(bytes.length + 1);
  for (const byte of bytes) to.int8((byte << 24) >> 24);
}
