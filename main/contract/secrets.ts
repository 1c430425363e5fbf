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
    const { key, passphrase, ca, certificate, ...open } = tls;
    Object.assign(found, { key, passphrase });
    connection.tls = { ...open, ...certificates({ ca, certificate }) };
  }
  if (sasl) connection.sasl = takeFromLogin(sasl, found);
  return { connection, secrets: Object.values(found).some(Boolean) ? found : undefined };
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----\n?|$)/gs;

/** A file of a certificate often has its key too, and is given whole. */
function certificates<N extends string>(given: Record<N, string | undefined>): Partial<Record<N, string>> {
  const kept: Partial<Record<N, string>> = {};
  for (const name in given) {
    const pem = given[name];
    if (pem !== undefined) kept[name] = pem.replace(PRIVATE_KEY, '');
  }
  return kept;
}

function takeFromLogin(sasl: Sasl, found: Secrets): Sasl {
  switch (sasl.mechanism) {
    case 'oauthbearer':
      found.clientSecret = sasl.clientSecret;
      return { ...sasl, clientSecret: '', ...certificates({ ca: sasl.ca }) };
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
