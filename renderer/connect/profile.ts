// What of a session is saved for the next time: everything but its secrets.
import type { OpenSession, Profile } from '../../main/contract/session.ts';

/** Takes the place of the saved one with the same brokers and name. */
export function profileOf(session: OpenSession, saved: readonly Profile[]): Profile {
  const { tls, sasl, ...connection } = session.connection;
  const same = saved.find(
    (one) =>
      one.connection.name === connection.name && one.connection.brokers.join() === session.connection.brokers.join(),
  );
  return {
    id: same?.id ?? crypto.randomUUID(),
    connection: {
      ...connection,
      ...(tls && { tls: { ...tls, key: undefined } }),
      ...(sasl && { sasl: { ...sasl, password: '' } }),
    },
    topics: session.topics,
    start: session.start,
    retention: session.retention,
    lastUsed: Date.now() * 1000,
  };
}
