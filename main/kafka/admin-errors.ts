// Why a broker could not be reached or would not answer: the step that failed, what was found there, and what to do.
import { EngineError, type ErrorCode } from '../contract/errors.ts';
import type { TEST_STEPS } from '../contract/session.ts';
import { type Said, say, tell } from '../contract/told.ts';

export type Step = (typeof TEST_STEPS)[number];

export class ConnectError extends EngineError {
  readonly step: Step;
  readonly detail: readonly Said[];
  readonly hint: readonly Said[];

  constructor(step: Step, code: ErrorCode, detail: readonly Said[], hint: readonly Said[], cause?: unknown) {
    super({ code, ...tell(...detail, ...hint) }, { cause });
    this.step = step;
    this.detail = detail;
    this.hint = hint;
  }
}

/** The connection stands, but no answer came in time: to ask again at once would only wait again. */
export class SilentBroker extends EngineError {
  constructor(said: Said) {
    super({ code: 'unreachable', ...tell(said) });
  }
}

/** Kafka's error codes that a reader can meet: https://kafka.apache.org/protocol#protocol_error_codes */
const NAMES: Readonly<Record<number, string>> = {
  1: 'offset out of range',
  2: 'corrupt message',
  3: 'unknown topic or partition',
  5: 'leader not available',
  6: 'not the leader',
  7: 'request timed out in the broker',
  8: 'broker not available',
  14: 'coordinator is loading',
  15: 'coordinator not available',
  16: 'not the coordinator',
  17: 'invalid topic name',
  29: 'topic authorization failed',
  30: 'group authorization failed',
  31: 'cluster authorization failed',
  33: 'SASL mechanism not offered',
  34: 'SASL is not used on this listener',
  35: 'version not supported',
  42: 'invalid request',
  56: 'storage error',
  58: 'SASL authentication failed',
  69: 'group not found',
  72: 'listener not found',
  74: 'fenced leader epoch',
  75: 'unknown leader epoch',
  78: 'offset not available',
  100: 'unknown topic id',
  103: 'inconsistent topic id',
};
/** Those that ask for more than a name. */
export const OFFSET_OUT_OF_RANGE = 1;
export const CORRUPT_MESSAGE = 2;
export const UNKNOWN_TOPIC = 3;
export const TOPIC_AUTHORIZATION_FAILED = 29;
export const GROUP_AUTHORIZATION_FAILED = 30;
export const CLUSTER_AUTHORIZATION_FAILED = 31;
export const GROUP_ID_NOT_FOUND = 69;

export function errorName(code: number): string {
  return NAMES[code] ?? `Kafka's error ${code}`;
}

/** What an error says, for the middle or the end of a sentence. */
export function whyOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Of an error that Node gave while looking up a name or connecting to `address`. */
export function explainNetworkError(error: unknown, step: 'name' | 'tcp', address: string): ConnectError {
  const code = codeOf(error);
  const told = (detail: Said, hint: Said) => new ConnectError(step, 'unreachable', [detail], [hint], error);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return told(say('name-unknown', { host: address }), say('name-unknown-hint'));
    case 'EAI_AGAIN':
      return told(say('no-dns', { host: address }), say('no-dns-hint'));
    case 'ECONNREFUSED':
      return told(say('refused', { address }), say('refused-hint'));
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return told(say('cannot-reach', { address, why: code }), say('network-hint'));
    default:
      return told(say('cannot-reach', { address, why: whyOf(error) }), say('network-hint'));
  }
}

export function isTlsError(error: unknown): boolean {
  return /^(ERR_SSL|ERR_TLS|ERR_OSSL|ERR_MISSING_PASSPHRASE|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/.test(
    codeOf(error),
  );
}

/** Of an error of the TLS handshake, or of an alert that the broker sent later. */
export function explainTlsError(error: unknown, address: string): ConnectError {
  const code = codeOf(error);
  const why = whyOf(error);
  const told = (detail: Said, hint: Said) => new ConnectError('tls', 'unreachable', [detail], [hint], error);
  if (/^(DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO)/.test(code))
    return told(say('tls-authority', { address, why: code }), say('tls-authority-hint'));
  if (code === 'CERT_HAS_EXPIRED') return told(say('tls-expired', { address }), say('tls-expired-hint'));
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return told(say('tls-name', { address, why }), say('tls-name-hint'));
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA/.test(code))
    return told(say('tls-ended', { address, why: code }), say('tls-ended-hint'));
  if (/BAD_DECRYPT|PASSPHRASE|INTERRUPTED_OR_CANCELLED|BAD_PASSWORD/.test(code))
    return told(say('tls-passphrase', { address }), say('tls-passphrase-hint'));
  if (/^ERR_OSSL/.test(code)) return told(say('tls-pem', { address, why }), say('tls-pem-hint'));
  return told(say('no-tls', { address, why }), say('no-tls-hint'));
}
