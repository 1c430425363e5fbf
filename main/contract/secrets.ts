// Which parts of a connection are secrets: taken out before it is stored, put back from where secrets are kept.
import { z } from 'zod';
import type { Connection, Sasl } from './session.ts';

/** under which secrets are kept */
export const ProfileId = z.string().min(1).max(100);

const secret = z.string().max(200_000).optional();
export const Secrets = z.object({
  /** PEM of the client certificate's private key */
  key: secret,
  passphrase: secret,
  password: secret,
  clientSecret: secret,
  secretAccessKey: secret,
  sessionToken: secret,
});
export type Secrets = z.infer<typeof Secrets>;

/** `secrets` is undefined where there is none; what remains is a connection that can be read back. */
export function splitSecrets({ tls, sasl, ...rest }: Connection): {
  connection: Connection;
  secrets: Secrets | undefined;
} {
  const found: Secrets = {};
  const connection: Connection = rest;
  if (tls) {
    const { key, passphrase, ...open } = tls;
    Object.assign(found, { key, passphrase });
    connection.tls = open;
  }
  if (sasl) connection.sasl = takeFromLogin(sasl, found);
  return { connection, secrets: Object.values(found).some(Boolean) ? found : undefined };
}

function takeFromLogin(sasl: Sasl, found: Secrets): Sasl {
  switch (sasl.mechanism) {
    case 'oauthbearer':
      found.clientSecret = sasl.clientSecret;
      return { ...sasl, clientSecret: '' };
    case 'aws-msk-iam': {
      const { secretAccessKey, sessionToken, ...open } = sasl;
      Object.assign(found, { secretAccessKey, sessionToken });
      return open;
    }
    default:
      found.password = sasl.password;
      return { ...sasl, password: '' };
  }
}
