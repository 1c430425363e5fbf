// SASL PLAIN (RFC 4616) and SCRAM (RFC 5802, 7677) as a client: what to send after each answer of the broker.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Connection } from '../contract/session.ts';

type Sasl = NonNullable<Connection['sasl']>;
/** sends the client's bytes, resolves to the broker's */
type Exchange = (bytes: Uint8Array) => Promise<Buffer>;

const MIN_ITERATIONS = 4_096;
/** A server may ask for as much work as it likes; more than this is an attack or a mistake. */
const MAX_ITERATIONS = 1_000_000;
const derive = promisify(pbkdf2);

/** Throws what `exchange` throws, and an Error where the broker does not prove that it knows the password (SCRAM). */
export async function authenticate(sasl: Sasl, exchange: Exchange): Promise<void> {
  if (sasl.mechanism === 'plain') {
    await exchange(Buffer.from(`\0${sasl.username}\0${sasl.password}`));
    return;
  }
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
