// The token of Amazon MSK's IAM access control: a presigned URL (SigV4) of the action kafka-cluster:Connect, in base64url, as
// AWS's own signers make it. AWS's packages for the signature and for the chain of credentials, less the rest of that signer.
import { createHash, createHmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Sasl } from '../contract/session.ts';
import { say } from '../contract/told.ts';
import { ConnectError, whyOf } from './admin-errors.ts';
import type { BearerToken } from './bearer-token.ts';

type MskSasl = Extract<Sasl, { mechanism: 'aws-msk-iam' }>;
export type AwsCredentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  expiration?: Date | undefined;
};

const LIFE_SECONDS = 900;

/** Throws a ConnectError of the step "authentication" where no credentials are found. */
export async function fetchMskToken(sasl: MskSasl, now = new Date()): Promise<BearerToken> {
  return signMskToken(sasl.region, await credentialsOf(sasl), now);
}

export async function signMskToken(region: string, credentials: AwsCredentials, now: Date): Promise<BearerToken> {
  const hostname = `kafka.${region}.amazonaws.com`;
  const left = credentials.expiration
    ? Math.floor((credentials.expiration.getTime() - now.getTime()) / 1000)
    : undefined;
  const seconds = Math.min(LIFE_SECONDS, left ?? LIFE_SECONDS);
  const signer = new SignatureV4({
    service: 'kafka-cluster',
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      headers: { host: hostname },
      query: { Action: 'kafka-cluster:Connect' },
    },
    { expiresIn: seconds, signingDate: now },
  );
  const query = Object.entries(signed.query ?? {}).map(([name, value]) => [name, String(value)]);
  // Behind the signature: brokers log it, and it is not signed.
  query.push(['User-Agent', 'tailwater']);
  const url = `https://${hostname}/?${query.map((pair) => pair.map(encode).join('=')).join('&')}`;
  return { value: Buffer.from(url).toString('base64url'), expiresAt: now.getTime() + seconds * 1000 };
}

async function credentialsOf(sasl: MskSasl): Promise<AwsCredentials> {
  const { accessKeyId, secretAccessKey, sessionToken, profile } = sasl;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  try {
    return await defaultProvider(profile ? { profile } : {})();
  } catch (error) {
    const detail = say('aws-no-credentials', { why: whyOf(error) });
    throw new ConnectError('authentication', 'denied', [detail], [say('aws-no-credentials-hint')], error);
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Node's SHA-256 in the shape that the signer takes. */
class Sha256 {
  readonly #secret: Parameters<typeof createHmac>[1] | undefined;
  #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : asKey(secret);
    this.#hash = this.#begin();
  }
  #begin() {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    this.#hash = this.#begin();
  }
}

function asKey(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
