// What may be wrong with what was typed, by field; the message table has a text for each code.
import type { TunableNumber } from './draft.ts';

export type Field =
  | 'brokers'
  | 'ca'
  | 'certificate'
  | 'key'
  | 'passphrase'
  | 'username'
  | 'password'
  | 'tokenEndpoint'
  | 'oauthClient'
  | 'clientSecret'
  | 'extensions'
  | 'tokenCa'
  | 'region'
  | 'accessKeyId'
  | 'secretAccessKey'
  | 'topics'
  | 'startTime'
  | 'startOffset'
  | 'keepGigabytes'
  | 'keepDays'
  | 'group'
  | TunableNumber;

export const PROBLEM_CODES = [
  'noBrokers',
  'brokerHost',
  'brokerPort',
  'notPem',
  'notCertificate',
  'notKey',
  'noPassphrase',
  'certificateWithoutKey',
  'keyWithoutCertificate',
  'noUsername',
  'noPassword',
  'noTokenEndpoint',
  'tokenEndpoint',
  'noClientId',
  'noClientSecret',
  'extension',
  'region',
  'noAccessKey',
  'noSecretKey',
  'noTopics',
  'tooManyTopics',
  'notTime',
  'notNumber',
  'notInteger',
  'tooSmall',
  'tooLarge',
  'tooLong',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export type Problem = { field: Field; code: ProblemCode; values: Record<string, string | number> };

/** A value that can be sent, or why there is none. */
export type Checked<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

export function problem(field: Field, code: ProblemCode, values: Problem['values'] = {}): Problem {
  return { field, code, values };
}
