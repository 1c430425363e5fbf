// What kafkajs throws, in the contract's terms: which cause is permanent, and what to do about it.
import { EngineError, type ErrorCode, type ErrorData, fail } from '../contract/errors.ts';
import { quote, type Said, say } from '../contract/told.ts';

export type Classified = { permanent: boolean; data: ErrorData };

/** By kafkajs's `type`, which is Kafka's name of the error. */
const PERMANENT: Record<string, { code: ErrorCode; hint: Said }> = {
  SASL_AUTHENTICATION_FAILED: { code: 'denied', hint: say('hint-login') },
  UNSUPPORTED_SASL_MECHANISM: { code: 'denied', hint: say('hint-mechanism') },
  TOPIC_AUTHORIZATION_FAILED: { code: 'denied', hint: say('hint-topics') },
  GROUP_AUTHORIZATION_FAILED: { code: 'denied', hint: say('hint-group') },
  CLUSTER_AUTHORIZATION_FAILED: { code: 'denied', hint: say('hint-cluster') },
  UNSUPPORTED_VERSION: { code: 'unsupported', hint: say('hint-version') },
  INCONSISTENT_GROUP_PROTOCOL: { code: 'busy', hint: say('hint-mixed-group') },
  // Two processes with one group.instance.id: only a copied cache has them.
  FENCED_INSTANCE_ID: { code: 'busy', hint: say('hint-fenced') },
  INVALID_GROUP_ID: { code: 'bad-input', hint: say('hint-group-name') },
  INVALID_SESSION_TIMEOUT: { code: 'unsupported', hint: say('hint-session-timeout') },
};
const BY_NAME: Record<string, { code: ErrorCode; hint: Said } | undefined> = {
  KafkaJSSASLAuthenticationError: PERMANENT.SASL_AUTHENTICATION_FAILED,
  KafkaJSServerDoesNotSupportApiKey: PERMANENT.UNSUPPORTED_VERSION,
};
const REBALANCING = /^(REBALANCE_IN_PROGRESS|ILLEGAL_GENERATION|UNKNOWN_MEMBER_ID)$/;
const NETWORK = /^KafkaJS(Connection|RequestTimeout|LockTimeout|BrokerNotFound|NoBroker|GroupCoordinator)/;

/** Of anything thrown by kafkajs or by us. */
export function classify(error: unknown): Classified {
  const own = causes(error).find((one) => one instanceof EngineError);
  if (own) return { permanent: own.code !== 'unreachable' && own.code !== 'internal', data: own.data };
  for (const one of causes(error)) {
    const known = PERMANENT[text(one, 'type')] ?? BY_NAME[one.name];
    if (known) return { permanent: true, data: fail(known.code, [quote(one.message), known.hint]).data };
  }
  const innermost = causes(error).at(-1);
  const message = innermost?.message ?? String(error);
  const network = causes(error).some((one) => NETWORK.test(one.name));
  return { permanent: false, data: fail(network ? 'unreachable' : 'internal', quote(message)).data };
}

/** A commit that came between two generations of the group: the next one is of the new generation. */
export function isRebalancing(error: unknown): boolean {
  return causes(error).some((one) => REBALANCING.test(text(one, 'type')));
}

/** The error and what caused it, outermost first. */
function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < 10; one = one.cause) chain.push(one);
  return chain;
}

function text(error: Error, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}
