// What of a session is saved for the next time: everything but its secrets.
import { splitSecrets } from '../../main/contract/secrets.ts';
import type { OpenSession, Profile } from '../../main/contract/session.ts';

/** A cache's own group, which is no other cache's: the engine names it. */
const OWN_GROUP = /^tailwater-[\da-f]{10}$/;

/** Takes the place of the saved one with the same brokers and name. */
export function profileOf(session: OpenSession, saved: readonly Profile[]): Profile {
  const { connection } = splitSecrets(session.connection);
  const same = saved.find(
    (one) =>
      one.connection.name === connection.name && one.connection.brokers.join() === session.connection.brokers.join(),
  );
  return {
    id: same?.id ?? crypto.randomUUID(),
    connection,
    topics: session.topics,
    ...(session.group !== undefined && !OWN_GROUP.test(session.group) && { group: session.group }),
    start: session.start,
    retention: session.retention,
    lastUsed: Date.now() * 1000,
  };
}
