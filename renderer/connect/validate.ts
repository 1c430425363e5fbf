// From what is typed to what the engine takes: a connection and a session, or the problems by field.
import {
  AWS_REGION,
  type Connection,
  OpenSession,
  type Retention,
  type Sasl,
  type Start,
  TOKEN_ENDPOINT,
} from '../../main/contract/session.ts';
import { DAY_SECONDS, type Draft, GIGABYTE, splitBrokers, TUNABLE_NUMBERS } from './draft.ts';
import { type Checked, type Field, type Problem, problem } from './problems.ts';

/** What "test connection" sends. */
export function connectionOf(draft: Draft): Checked<Connection> {
  const brokers = splitBrokers(draft.brokers);
  const problems = brokers.flatMap(brokerProblem);
  if (brokers.length === 0) problems.push(problem('brokers', 'noBrokers'));
  const connection: Connection = { brokers };
  const name = draft.name.trim();
  if (name !== '') connection.name = name.slice(0, 100);
  if (draft.tls) {
    problems.push(...pemProblems(draft));
    connection.tls = {
      enabled: true,
      verify: draft.verify,
      ...(draft.ca.trim() && { ca: draft.ca }),
      ...(draft.certificate.trim() && { certificate: draft.certificate }),
      ...(draft.key.trim() && { key: draft.key }),
      ...(isEncrypted(draft.key) && { passphrase: draft.passphrase }),
    };
  }
  const sasl = saslOf(draft, problems);
  if (sasl) connection.sasl = sasl;
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: connection };
}

function saslOf(draft: Draft, problems: Problem[]): Sasl | undefined {
  switch (draft.sasl) {
    case 'none':
      return undefined;
    case 'oauthbearer': {
      const [tokenEndpoint, scope, audience] = [draft.tokenEndpoint.trim(), draft.scope.trim(), draft.audience.trim()];
      if (tokenEndpoint === '') problems.push(problem('tokenEndpoint', 'noTokenEndpoint'));
      else if (!TOKEN_ENDPOINT.test(tokenEndpoint)) problems.push(problem('tokenEndpoint', 'tokenEndpoint'));
      if (draft.oauthClient === '') problems.push(problem('oauthClient', 'noClientId'));
      if (draft.clientSecret === '') problems.push(problem('clientSecret', 'noClientSecret'));
      problems.push(...certificateProblems('tokenCa', draft.tokenCa));
      const extensions = extensionsOf(draft.extensions, problems);
      return {
        mechanism: 'oauthbearer',
        tokenEndpoint,
        clientId: draft.oauthClient,
        clientSecret: draft.clientSecret,
        ...(scope && { scope }),
        ...(audience && { audience }),
        ...(extensions && { extensions }),
        ...(draft.tokenCa.trim() && { ca: draft.tokenCa }),
      };
    }
    case 'aws-msk-iam': {
      const [region, profile] = [draft.region.trim(), draft.awsProfile.trim()];
      if (!AWS_REGION.test(region)) problems.push(problem('region', 'region'));
      if (!draft.ownAwsKey) return { mechanism: 'aws-msk-iam', region, ...(profile && { profile }) };
      const [accessKeyId, sessionToken] = [draft.accessKeyId.trim(), draft.sessionToken.trim()];
      const secretAccessKey = draft.secretAccessKey.trim();
      if (accessKeyId === '') problems.push(problem('accessKeyId', 'noAccessKey'));
      if (secretAccessKey === '') problems.push(problem('secretAccessKey', 'noSecretKey'));
      return {
        mechanism: 'aws-msk-iam',
        region,
        accessKeyId,
        secretAccessKey,
        ...(sessionToken && { sessionToken }),
      };
    }
    default:
      if (draft.username === '') problems.push(problem('username', 'noUsername'));
      if (draft.password === '') problems.push(problem('password', 'noPassword'));
      return { mechanism: draft.sasl, username: draft.username, password: draft.password };
  }
}

/** name=value, one a line; undefined: none. */
function extensionsOf(text: string, problems: Problem[]): Record<string, string> | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const found: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^\s*([A-Za-z]+)=([\x20-\x7e]*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined || name === 'auth') {
      problems.push(problem('extensions', 'extension', { text: line.trim() }));
      return undefined;
    }
    found[name] = value;
  }
  return lines.length > 0 ? found : undefined;
}

/** PKCS#8 says so in its first line, older formats below it. */
export function isEncrypted(key: string): boolean {
  return key.includes('ENCRYPTED');
}

/** What "connect" sends. `timeOf` reads a time on the clock of the settings. */
export function sessionOf(draft: Draft, timeOf: (text: string) => number | undefined): Checked<OpenSession> {
  const connection = connectionOf(draft);
  const problems = connection.ok ? [] : connection.problems;
  if (draft.topics.size === 0) problems.push(problem('topics', 'noTopics'));
  if (draft.topics.size > 1000) problems.push(problem('topics', 'tooManyTopics', { count: draft.topics.size }));
  const start = startOf(draft, timeOf, problems);
  const retention: Retention = {};
  const gigabytes = numberOf(draft.keepGigabytes, 'keepGigabytes', problems);
  if (gigabytes !== null) retention.maxBytes = Math.round(gigabytes * GIGABYTE);
  const days = numberOf(draft.keepDays, 'keepDays', problems);
  if (days !== null) retention.maxAgeSeconds = Math.round(days * DAY_SECONDS);
  const tunables: Record<string, number | string> = { isolation: draft.isolation };
  for (const name of TUNABLE_NUMBERS) {
    const value = numberOf(draft.tunables[name], name, problems);
    if (value !== null) tunables[name] = value;
  }
  const group = draft.group.trim();
  if (!connection.ok || problems.length > 0) return { ok: false, problems };
  const parsed = OpenSession.safeParse({
    connection: connection.value,
    topics: [...draft.topics].sort(),
    start,
    retention,
    tunables,
    ...(group && { group }),
  });
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, problems: parsed.error.issues.map(ofIssue) };
}

/** host:port, [v6]:port; a port from 1 to 65535. */
function brokerProblem(broker: string): Problem[] {
  const match = /^(\[[0-9a-f:.%]+\]|[^:[\]/\\@]+)(?::(.*))?$/i.exec(broker);
  if (!match) return [problem('brokers', 'brokerHost', { broker })];
  const port = match[2] ?? '';
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    return [problem('brokers', 'brokerPort', { broker, host: match[1] ?? broker })];
  return [];
}

function pemProblems(draft: Draft): Problem[] {
  const problems: Problem[] = [];
  const [ca, certificate, key] = [draft.ca.trim(), draft.certificate.trim(), draft.key.trim()];
  problems.push(...certificateProblems('ca', ca), ...certificateProblems('certificate', certificate));
  if (key !== '') {
    if (!key.includes('-----BEGIN ')) problems.push(problem('key', 'notPem'));
    else if (!key.includes('PRIVATE KEY-----')) problems.push(problem('key', 'notKey'));
    else if (isEncrypted(key) && draft.passphrase === '') problems.push(problem('passphrase', 'noPassphrase'));
  }
  if (certificate !== '' && key === '') problems.push(problem('key', 'certificateWithoutKey'));
  if (certificate === '' && key !== '') problems.push(problem('certificate', 'keyWithoutCertificate'));
  return problems;
}

function certificateProblems(field: Field, given: string): Problem[] {
  const text = given.trim();
  if (text === '' || text.includes('-----BEGIN CERTIFICATE-----')) return [];
  return [problem(field, text.includes('-----BEGIN ') ? 'notCertificate' : 'notPem')];
}

function startOf(draft: Draft, timeOf: (text: string) => number | undefined, problems: Problem[]): Start {
  if (draft.start === 'time') {
    const time = timeOf(draft.startTime);
    if (time !== undefined) return { at: 'time', time };
    problems.push(problem('startTime', 'notTime'));
  } else if (draft.start === 'offset') {
    const offset = numberOf(draft.startOffset, 'startOffset', problems);
    if (offset !== null) return { at: 'offset', offset };
    if (draft.startOffset.trim() === '') problems.push(problem('startOffset', 'notInteger'));
  } else return { at: draft.start };
  return { at: 'earliest' };
}

/** A number as people write it (1,000); null for nothing. Its range is the contract's to check. */
function numberOf(text: string, field: Field, problems: Problem[]): number | null {
  const bare = text.trim().replace(/(?<=\d)[,_ ](?=\d{3})/g, '');
  if (bare === '') return null;
  const value = Number(bare);
  if (!/^\d*\.?\d+$/.test(bare) || !Number.isFinite(value)) {
    problems.push(problem(field, 'notNumber', { text: text.trim() }));
    return null;
  }
  return value;
}

/** A number out of the contract's limits, in the unit of its field. */
function ofIssue(issue: { path: PropertyKey[]; code?: string; minimum?: unknown; maximum?: unknown }): Problem {
  const last = issue.path.at(-1);
  const field: Field =
    last === 'maxBytes'
      ? 'keepGigabytes'
      : last === 'maxAgeSeconds'
        ? 'keepDays'
        : issue.path[0] === 'start'
          ? 'startOffset'
          : (TUNABLE_NUMBERS.find((name) => name === last) ??
            (issue.path[0] === 'group' ? 'group' : issue.path[0] === 'topics' ? 'topics' : 'brokers'));
  const unit = field === 'keepGigabytes' ? GIGABYTE : field === 'keepDays' ? DAY_SECONDS : 1;
  const limit = (value: unknown) => Math.ceil((Number(value) / unit) * 10_000) / 10_000;
  if (field === 'group') return problem(field, 'tooLong', { limit: Number(issue.maximum) });
  if (issue.code === 'too_small') return problem(field, 'tooSmall', { limit: limit(issue.minimum) });
  if (issue.code === 'too_big') return problem(field, 'tooLarge', { limit: limit(issue.maximum) });
  return problem(field, 'notInteger');
}
