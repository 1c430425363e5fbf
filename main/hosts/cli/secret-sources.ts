// Where the command line has secrets from. Never from the arguments: others can read those in the list of processes, and shells
// keep them.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { fail } from '../../contract/errors.ts';
import { UsageError } from './failure.ts';

export const PASSWORD_VARIABLE = 'TAILWATER_SASL_PASSWORD';
export const CLIENT_SECRET_VARIABLE = 'TAILWATER_OAUTH_CLIENT_SECRET';
export const PASSPHRASE_VARIABLE = 'TAILWATER_TLS_KEY_PASSPHRASE';
export const METRICS_TOKEN_VARIABLE = 'TAILWATER_METRICS_TOKEN';

/** For the help of an option. */
export function isFrom(variable: string): string {
  return `is read from ${variable}, or asked for on a terminal`;
}

/** The variable, or what is typed unseen. Throws UsageError where there is neither. */
export async function readSecret(variable: string, what: string): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) throw new UsageError(`${what} is missing: set the environment variable ${variable}.`);
  process.stderr.write(`${what}: `);
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

export async function readPem(option: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw fail('not-found', `${option} ${file} cannot be read: ${error.message}`, error);
  });
  if (!text.includes('-----BEGIN ')) throw new UsageError(`${option} ${file} is not a PEM file.`);
  return text;
}
