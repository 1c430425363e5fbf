// What is typed into the connect dialog, as typed: texts, so that a half-written number is no trouble.
import type { Secrets } from '../../main/contract/secrets.ts';
import type { Connection, Profile, SessionStatus, Start } from '../../main/contract/session.ts';

export const GIGABYTE = 1_000_000_000;
export const DAY_SECONDS = 86_400;

export type Sasl = 'none' | NonNullable<Connection['sasl']>['mechanism'];

/** The consumers' tunables that are numbers; '' stands for the default. */
export const TUNABLE_NUMBERS = [
  'workers',
  'fetchMinBytes',
  'fetchMaxWaitMs',
  'fetchMaxBytes',
  'partitionFetchMaxBytes',
  'concurrency',
] as const;
export type TunableNumber = (typeof TUNABLE_NUMBERS)[number];

export type Draft = {
  brokers: string;
  name: string;
  tls: boolean;
  ca: string;
  certificate: string;
  key: string;
  passphrase: string;
  verify: boolean;
  sasl: Sasl;
  username: string;
  password: string;
  tokenEndpoint: string;
  oauthClient: string;
  clientSecret: string;
  scope: string;
  audience: string;
  /** name=value, one a line */
  extensions: string;
  tokenCa: string;
  region: string;
  awsProfile: string;
  /** else the usual chain of AWS finds the credentials */
  ownAwsKey: boolean;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  topics: ReadonlySet<string>;
  /** topics to offer though the cluster may not show them: saved ones and those that were typed */
  named: ReadonlySet<string>;
  start: Start['at'];
  /** a time on the clock of the settings, or how long ago */
  startTime: string;
  startOffset: string;
  /** '' keeps everything */
  keepGigabytes: string;
  keepDays: string;
  group: string;
  isolation: 'read_committed' | 'read_uncommitted';
  tunables: Record<TunableNumber, string>;
  remember: boolean;
  /** in the system's key store, where there is one */
  keepSecrets: boolean;
};

export const EMPTY_DRAFT: Draft = {
  brokers: '',
  name: '',
  tls: false,
  ca: '',
  certificate: '',
  key: '',
  passphrase: '',
  verify: true,
  sasl: 'none',
  username: '',
  password: '',
  tokenEndpoint: '',
  oauthClient: '',
  clientSecret: '',
  scope: '',
  audience: '',
  extensions: '',
  tokenCa: '',
  region: '',
  awsProfile: '',
  ownAwsKey: false,
  accessKeyId: '',
  secretAccessKey: '',
  sessionToken: '',
  topics: new Set(),
  named: new Set(),
  start: 'earliest',
  startTime: '',
  startOffset: '',
  keepGigabytes: '20',
  keepDays: '',
  group: '',
  isolation: 'read_committed',
  tunables: {
    workers: '',
    fetchMinBytes: '',
    fetchMaxWaitMs: '',
    fetchMaxBytes: '',
    partitionFetchMaxBytes: '',
    concurrency: '',
  },
  remember: true,
  keepSecrets: false,
};

/** A saved profile has no secrets: they have to be given again, or come from the key store. */
export function draftOfProfile(profile: Profile, timeText: (micros: number) => string): Draft {
  const { connection, start, retention } = profile;
  return {
    ...EMPTY_DRAFT,
    brokers: connection.brokers.join('\n'),
    name: connection.name ?? '',
    tls: connection.tls?.enabled ?? false,
    ca: connection.tls?.ca ?? '',
    certificate: connection.tls?.certificate ?? '',
    verify: connection.tls?.verify ?? true,
    sasl: connection.sasl?.mechanism ?? 'none',
    ...loginOfProfile(connection.sasl),
    topics: new Set(profile.topics),
    named: new Set(profile.topics),
    group: profile.group ?? '',
    start: start.at,
    startTime: start.at === 'time' ? timeText(start.time) : '',
    startOffset: start.at === 'offset' ? String(start.offset) : '',
    keepGigabytes: retention.maxBytes === undefined ? '' : trimNumber(retention.maxBytes / GIGABYTE),
    keepDays: retention.maxAgeSeconds === undefined ? '' : trimNumber(retention.maxAgeSeconds / DAY_SECONDS),
  };
}

function loginOfProfile(sasl: Connection['sasl']): Partial<Draft> {
  if (!sasl) return {};
  switch (sasl.mechanism) {
    case 'oauthbearer':
      return {
        tokenEndpoint: sasl.tokenEndpoint,
        oauthClient: sasl.clientId,
        scope: sasl.scope ?? '',
        audience: sasl.audience ?? '',
        extensions: Object.entries(sasl.extensions ?? {})
          .map((pair) => pair.join('='))
          .join('\n'),
        tokenCa: sasl.ca ?? '',
      };
    case 'aws-msk-iam':
      return {
        region: sasl.region,
        awsProfile: sasl.profile ?? '',
        ownAwsKey: sasl.accessKeyId !== undefined,
        accessKeyId: sasl.accessKeyId ?? '',
      };
    default:
      return { username: sasl.username };
  }
}

/** What the key store kept, where nothing was typed meanwhile. */
export function withSecrets(draft: Draft, secrets: Secrets): Draft {
  const { key, passphrase, password, clientSecret, secretAccessKey, sessionToken } = draft;
  const typed = { key, passphrase, password, clientSecret, secretAccessKey, sessionToken };
  const found = Object.entries(secrets).filter(([, value]) => value !== undefined);
  const missing = Object.entries(typed).filter(([, value]) => value !== '');
  return { ...draft, keepSecrets: true, ...Object.fromEntries([...found, ...missing]) };
}

/**
 * What the dialog starts from: the session that there is, with what was saved of its connection; else the last one used.
 * A session that came from elsewhere (the command line) tells only its brokers, name, topics and group.
 */
export function firstDraft(
  status: SessionStatus,
  profiles: readonly Profile[],
  timeText: (micros: number) => string,
): { draft: Draft; profile: Profile | undefined } {
  const session = status.state === 'idle' ? undefined : status.connection;
  if (!session) {
    const profile = profiles[0];
    return { draft: profile ? draftOfProfile(profile, timeText) : EMPTY_DRAFT, profile };
  }
  const profile = profiles.find(
    ({ connection: { brokers, name } }) =>
      brokers.join() === session.brokers.join() && (name ?? brokers[0]) === session.name,
  );
  const draft = profile
    ? draftOfProfile(profile, timeText)
    : {
        ...EMPTY_DRAFT,
        brokers: session.brokers.join('\n'),
        // A session without a name goes by its first broker.
        name: session.name === session.brokers[0] ? '' : session.name,
      };
  // What a session that failed asked for may be why it failed.
  if (status.state === 'failed') return { draft, profile };
  const topics = new Set(status.topics);
  return { draft: { ...draft, topics, named: topics, group: status.group ?? '' }, profile };
}

/** The hosts and ports in a text: separated by commas, semicolons or white space; a listener's prefix is taken off. */
export function splitBrokers(text: string): string[] {
  const found = text
    .split(/[\s,;]+/)
    .map((one) => one.replace(/^[a-z_]+:\/\//i, ''))
    .filter((one) => one !== '');
  return [...new Set(found)];
}

function trimNumber(value: number): string {
  return String(Number(value.toFixed(3)));
}
