// Why a broker could not be reached or would not answer: the step that failed, what was found there, and what to do.
import { EngineError, type ErrorCode } from '../contract/errors.ts';
import type { TEST_STEPS } from '../contract/session.ts';

export type Step = (typeof TEST_STEPS)[number];

export class ConnectError extends EngineError {
  readonly step: Step;
  readonly detail: string;
  readonly hint: string;

  constructor(step: Step, code: ErrorCode, detail: string, hint: string, cause?: unknown) {
    super({ code, message: `${detail}. ${hint}` }, { cause });
    this.step = step;
    this.detail = detail;
    this.hint = hint;
  }
}

/** The connection stands, but no answer came in time: to ask again at once would only wait again. */
export class SilentBroker extends EngineError {
  constructor(message: string) {
    super({ code: 'unreachable', message });
  }
}

export const NETWORK_HINT =
  'Check host and port, that the broker runs, and that no firewall or missing VPN is in the way.';
export const NOT_KAFKA_HINT =
  'Give the host and port of a Kafka broker (usually 9092, or 9093 with TLS), not of a web console, REST proxy or ZooKeeper.';

/** Kafka's error codes that a reader can meet: https://kafka.apache.org/protocol#protocol_error_codes */
const NAMES: Readonly<Record<number, string>> = {
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
  78: 'offset not available',
};
export function errorName(code: number): string {
  return NAMES[code] ?? `Kafka's error ${code}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Of an error that Node gave while looking up a name or connecting to `address`. */
export function explainNetworkError(error: unknown, step: 'name' | 'tcp', address: string): ConnectError {
  const code = codeOf(error);
  const told = (detail: string, hint: string) => new ConnectError(step, 'unreachable', detail, hint, error);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return told(
        `The name ${address} does not exist in DNS`,
        'Check its spelling; inside a company network the VPN may be needed to resolve it.',
      );
    case 'EAI_AGAIN':
      return told(
        `The name ${address} could not be looked up: no DNS server answers`,
        'Check the network connection or the VPN of this machine.',
      );
    case 'ECONNREFUSED':
      return told(
        `${address} refused the connection: nothing listens on that port`,
        'Check the port, and that the broker runs.',
      );
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return told(`${address} cannot be reached (${code})`, NETWORK_HINT);
    default:
      return told(`${address}: ${error instanceof Error ? error.message : String(error)}`, NETWORK_HINT);
  }
}

export function isTlsError(error: unknown): boolean {
  return /^(ERR_SSL|ERR_TLS|ERR_OSSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/.test(codeOf(error));
}

/** Of an error of the TLS handshake, or of an alert that the broker sent later. */
export function explainTlsError(error: unknown, address: string): ConnectError {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const told = (detail: string, hint: string) =>
    new ConnectError('tls', 'unreachable', `${address}: ${detail}`, hint, error);
  if (/^(DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO)/.test(code))
    return told(
      `its certificate is signed by an authority that is not known here (${code})`,
      "Give the certificate of the cluster's own authority (CA) as PEM.",
    );
  if (code === 'CERT_HAS_EXPIRED')
    return told('its certificate has expired', 'Whoever runs the cluster must renew it.');
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return told(
      `its certificate is for another name (${text})`,
      'Connect by a name that the certificate contains, or have the certificate reissued.',
    );
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA/.test(code))
    return told(
      `the broker ended the handshake (${code})`,
      'It probably wants a client certificate that it trusts: give certificate and key as PEM.',
    );
  if (/^ERR_OSSL/.test(code))
    return told(
      `a certificate or key cannot be used (${text})`,
      'CA, certificate and key must be PEM texts that fit together.',
    );
  return told(
    `no TLS handshake: ${text}`,
    'This port probably speaks without TLS: turn TLS off, or give the TLS port (often 9093).',
  );
}
