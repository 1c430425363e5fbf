// The options by which collect, health and serve reach a cluster. Passwords never come from the arguments: others can read
// those in the list of processes, and shells keep them.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type Command, Option } from 'commander';
import { fail } from '../../contract/errors.ts';
import type { Input } from '../../contract/methods.ts';
import { UsageError } from './failure.ts';
import { parseBrokers } from './values.ts';

export const PASSWORD_VARIABLE = 'TAILWATER_SASL_PASSWORD';

export type ConnectionOptions = {
  brokers: string[];
  tls?: boolean;
  tlsCa?: string;
  tlsCertificate?: string;
  tlsKey?: string;
  tlsInsecure?: boolean;
  saslMechanism?: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  saslUsername?: string;
};
type Connection = Input<'connection.test'>['connection'];

export function addConnectionOptions(command: Command, required = true): Command {
  const brokers = new Option('--brokers <host:port,...>', 'where to begin (Kafka: bootstrap.servers)');
  return command
    .addOption(brokers.argParser(parseBrokers).makeOptionMandatory(required))
    .option('--tls', 'encrypt the connection (Kafka: security.protocol SSL or SASL_SSL)')
    .option('--tls-ca <file>', 'PEM file of the authority that signed the brokers’ certificates; implies --tls')
    .option('--tls-certificate <file>', 'PEM file of your certificate; implies --tls')
    .option('--tls-key <file>', 'PEM file of its key')
    .option('--tls-insecure', 'accept any certificate: only to find out what is wrong with one; implies --tls')
    .addOption(
      new Option('--sasl-mechanism <name>', 'Kafka: sasl.mechanism').choices([
        'plain',
        'scram-sha-256',
        'scram-sha-512',
      ]),
    )
    .option('--sasl-username <name>', `the password is read from ${PASSWORD_VARIABLE}, or asked for on a terminal`);
}

/** Reads the files and the password. Throws UsageError, and not-found for a file. */
export async function readConnection(options: ConnectionOptions): Promise<Connection> {
  const { brokers, tlsCa, tlsCertificate, tlsKey, tlsInsecure } = options;
  const connection: Connection = { brokers };
  if (options.tls || tlsCa || tlsCertificate || tlsInsecure)
    connection.tls = {
      enabled: true,
      ca: await pem('--tls-ca', tlsCa),
      certificate: await pem('--tls-certificate', tlsCertificate),
      key: await pem('--tls-key', tlsKey),
      verify: !tlsInsecure,
    };
  if (Boolean(tlsCertificate) !== Boolean(tlsKey))
    throw new UsageError('--tls-certificate and --tls-key belong together: give both.');
  if (Boolean(options.saslMechanism) !== Boolean(options.saslUsername))
    throw new UsageError('--sasl-mechanism and --sasl-username belong together: give both.');
  if (options.saslMechanism && options.saslUsername)
    connection.sasl = {
      mechanism: options.saslMechanism,
      username: options.saslUsername,
      password: process.env[PASSWORD_VARIABLE] ?? (await askPassword(options.saslUsername)),
    };
  return connection;
}

async function pem(option: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw fail('not-found', `${option} ${file} cannot be read: ${error.message}`, error);
  });
  if (!text.includes('-----BEGIN ')) throw new UsageError(`${option} ${file} is not a PEM file.`);
  return text;
}

async function askPassword(username: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError(`The password of ${username} is missing: set the environment variable ${PASSWORD_VARIABLE}.`);
  process.stderr.write(`Password of ${username}: `);
  // readline echoes what is typed to its output, so that output goes nowhere.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
