// The options by which a command reaches a cluster.
import { type Command, Option } from 'commander';
import type { Input } from '../../contract/methods.ts';
import { UsageError } from './failure.ts';
import { addLoginOptions, type LoginOptions, readLogin } from './login-options.ts';
import { say } from './output.ts';
import { isFrom, PASSPHRASE_VARIABLE, readPem, readSecret } from './secret-sources.ts';
import { parseBrokers } from './values.ts';

export type ConnectionOptions = LoginOptions & {
  brokers: string[];
  tls?: boolean;
  tlsCa?: string;
  tlsCertificate?: string;
  tlsKey?: string;
  tlsInsecure?: boolean;
};
type Connection = Input<'connection.test'>['connection'];

export function addConnectionOptions(command: Command, required = true): Command {
  const brokers = new Option('--brokers <host:port,...>', 'where to begin (Kafka: bootstrap.servers)');
  command
    .addOption(brokers.argParser(parseBrokers).makeOptionMandatory(required))
    .option('--tls', 'encrypt the connection (Kafka: security.protocol SSL or SASL_SSL)')
    .option('--tls-ca <file>', 'PEM file of the authority that signed the brokers’ certificates; implies --tls')
    .option('--tls-certificate <file>', 'PEM file of your certificate; implies --tls')
    .option(
      '--tls-key <file>',
      `PEM file of its key; the passphrase of an encrypted one ${isFrom(PASSPHRASE_VARIABLE)}`,
    )
    .option('--tls-insecure', 'accept any certificate: only to find out what is wrong with one; implies --tls');
  return addLoginOptions(command);
}

/** Reads the files and the secrets. Throws UsageError, and not-found for a file. */
export async function readConnection(options: ConnectionOptions): Promise<Connection> {
  const { brokers, tlsCa, tlsCertificate, tlsKey, tlsInsecure } = options;
  const connection: Connection = { brokers };
  if (Boolean(tlsCertificate) !== Boolean(tlsKey))
    throw new UsageError('--tls-certificate and --tls-key belong together: give both.');
  if (options.tls || tlsCa || tlsCertificate || tlsInsecure) {
    const key = await readPem('--tls-key', tlsKey);
    connection.tls = {
      enabled: true,
      ca: await readPem('--tls-ca', tlsCa),
      certificate: await readPem('--tls-certificate', tlsCertificate),
      key,
      passphrase: key?.includes('ENCRYPTED')
        ? await readSecret(PASSPHRASE_VARIABLE, `Passphrase of ${tlsKey}`)
        : undefined,
      verify: !tlsInsecure,
    };
  }
  const sasl = await readLogin(options);
  if (sasl) connection.sasl = sasl;
  // SCRAM sends proofs only, AWS signatures of minutes.
  if (!connection.tls && (sasl?.mechanism === 'plain' || sasl?.mechanism === 'oauthbearer'))
    say(`Without --tls the ${sasl.mechanism === 'plain' ? 'password' : 'token'} crosses the network in the clear.`);
  return connection;
}
