// SASL PLAIN (RFC 4616), SCRAM (RFC 5802, 7677) and OAUTHBEARER (RFC 7628) as a client: what to send after each answer of the
// broker. The consumers sign in by it too: kafkajs takes a token that the broker refused for one that it accepted.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Sasl } from '../contract/session.ts';
import { type BearerSasl, bearerToken, forgetToken } from './bearer-token.ts';

type ScramSasl = Extract<Sasl, { mechanism: 'scram-sha-256' | 'scram-sha-512' }>;
/** sends the client's bytes, resolves to the broker's */
export type Exchange = (bytes: Uint8Array) => Promise<Buffer>;

const MIN_ITERATIONS = 4_096;
/** A server may ask for as much work as it likes; more than this is an attack or a mistake. */
const MAX_ITERATIONS = 1_000_000;
const derive = promisify(pbkdf2);

/** What the broker calls it: MSK's IAM goes as a bearer token. */
export function mechanismOf(sasl: Sasl): string {
  return sasl.mechanism === 'aws-msk-iam' ? 'OAUTHBEARER' : sasl.mechanism.toUpperCase();
}

/** Who signs in, for people; no secret. */
export function userOf(sasl: Sasl): string {
  switch (sasl.mechanism) {
    case 'oauthbearer':
      return sasl.clientId;
    case 'aws-msk-iam':
      return sasl.accessKeyId ?? `AWS ${sasl.profile ?? 'default'}`;
    default:
      return sasl.username;
  }
}

/**
 * Throws what `exchange` throws; a ConnectError where there is no token to be had; an Error where the broker refuses the token,
 * or does not prove that it knows the password (SCRAM).
 */
export async function authenticate(sasl: Sasl, exchange: Exchange): Promise<void> {
  switch (sasl.mechanism) {
    case 'plain':
      await exchange(Buffer.from(`\0${sasl.username}\0${sasl.password}`));
      return;
    case 'oauthbearer':
    case 'aws-msk-iam':
      return authenticateByToken(sasl, exchange);
    default:
      return authenticateByProof(sasl, exchange);
  }
}

async function authenticateByToken(sasl: BearerSasl, exchange: Exchange): Promise<void> {
  const { value } = await bearerToken(sasl);
  const extensions = sasl.mechanism === 'oauthbearer' ? Object.entries(sasl.extensions ?? {}) : [];
  const pairs = [['auth', `Bearer ${value}`], ...extensions].map(([name, text]) => `${name}=${text}\x01`);
  let answer: Buffer;
  try {
    answer = await exchange(Buffer.from(`n,,\x01${pairs.join('')}\x01`));
    if (answer.length === 0) return;
    // Refused, and why. The broker ends the exchange only after this answer to it, with an error that says less.
    await exchange(Buffer.from([1])).catch(() => undefined);
  } catch (error) {
    forgetToken(sasl);
    throw error;
  }
  forgetToken(sasl);
  throw new Error(refusalOf(answer));
}

const Refusal = z.object({ status: z.string(), scope: z.string().optional() });

/** RFC 7628, 3.2.2: {"status":"invalid_token","scope":"...","openid-configuration":"..."} */
function refusalOf(answer: Buffer): string {
  const text = answer.toString('utf8', 0, 300);
  try {
    const { status, scope } = Refusal.parse(JSON.parse(text));
    return `the broker refused the token (${status}${scope ? `, scope ${scope}` : ''})`;
  } catch {
    return `the broker refused the token (${text.replace(/[^\x20-\x7e]/g, '.')})`;
  }
}

async function authenticateByProof(sasl: ScramSasl, exchange: Exchange): Promise<void> {
  const hash = sasl.mechanism === 'scram-sha-256' ? 'sha256' : 'sha512';
  const hmac = (key: Uint8Array, text: string) => createHmac(hash, key).update(text).digest();

  const nonce = randomBytes(24).toString('base64url');
  const user = sasl.username.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const firstBare = `n=${user},r=${nonce}`;
  const serverFirst = (await exchange(Buffer.from(`n,,${firstBare}`))).toString();
  const { r: serverNonce = '', s: salt = '', i = '' } = attributes(serverFirst);
  const iterations = Number(i);
  if (!serverNonce.startsWith(nonce) || serverNonce === nonce) throw new Error('the broker did not repeat our nonce');
  if (!(iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS))
    throw new Error(`the broker asks for ${i} iterations; ${MIN_ITERATIONS} to ${MAX_ITERATIONS} are accepted`);

  const saltBytes = Buffer.from(salt, 'base64');
  const salted = await derive(sasl.password, saltBytes, iterations, hash === 'sha256' ? 32 : 64, hash);
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash(hash).update(clientKey).digest();
  const withoutProof = `c=biws,r=${serverNonce}`;
  const authMessage = `${firstBare},${serverFirst},${withoutProof}`;
  const signature = hmac(storedKey, authMessage);
  const proof = clientKey.map((byte, at) => byte ^ (signature[at] ?? 0));
  const serverFinal = (
    await exchange(Buffer.from(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`))
  ).toString();

  const proven = Buffer.from(attributes(serverFinal).v ?? '', 'base64');
  const expected = hmac(hmac(salted, 'Server Key'), authMessage);
  if (proven.length !== expected.length || !timingSafeEqual(proven, expected))
    throw new Error('the broker did not prove that it knows the password');
}

/** "r=abc,s=def=" -> {r: 'abc', s: 'def='} */
function attributes(message: string): Record<string, string> {
  return Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}
