// The token that OAUTHBEARER is signed in with: fetched when first needed, shared by all connections of this thread that have
// the same settings, and fetched anew before it expires.
import { isDeepStrictEqual } from 'node:util';
import type { Sasl } from '../contract/session.ts';
import { fetchOauthToken } from './oauth-token.ts';

export type BearerSasl = Extract<Sasl, { mechanism: 'oauthbearer' | 'aws-msk-iam' }>;
export type BearerToken = {
  value: string;
  /** in ms of the clock; undefined: its server does not say */
  expiresAt: number | undefined;
};

/** A login ends with its token, and kafkajs signs in again shortly before (client.ts): by then there must be a later one. */
const LEAST_MARGIN_MS = 15_000;
/** Of a token that does not say how long it holds. */
const UNKNOWN_LIFE_MS = 60_000;
/** A thread has one connection at a time, but the window's health and its tests may have another. */
const MOST_KEPT = 8;

type Kept = { sasl: BearerSasl; token: Promise<BearerToken>; renewAt: number };
let kept: Kept[] = [];

/** Throws a ConnectError of the step "authentication" where there is none to be had. */
export function bearerToken(sasl: BearerSasl): Promise<BearerToken> {
  const present = kept.find((one) => isDeepStrictEqual(one.sasl, sasl));
  if (present && Date.now() < present.renewAt) return present.token;
  forgetToken(sasl);
  const from = Date.now();
  // Until it has come everybody waits for the same one.
  const one: Kept = { sasl, token: fetchToken(sasl), renewAt: Number.POSITIVE_INFINITY };
  kept = [one, ...kept].slice(0, MOST_KEPT);
  one.token.then(
    ({ expiresAt }) => {
      one.renewAt = renewalOf(from, expiresAt);
    },
    // Whoever asked is told; the next one tries again.
    () => forgetToken(sasl),
  );
  return one.token;
}

/** A broker refused it: the next login fetches another. */
export function forgetToken(sasl: BearerSasl): void {
  kept = kept.filter((one) => !isDeepStrictEqual(one.sasl, sasl));
}

/** At four fifths of its life, or 15 s before its end where that is earlier; one that is shorter still at half of it. */
export function renewalOf(from: number, expiresAt: number | undefined): number {
  const life = (expiresAt ?? from + UNKNOWN_LIFE_MS) - from;
  return from + life - Math.min(life / 2, Math.max(life / 5, LEAST_MARGIN_MS));
}

async function fetchToken(sasl: BearerSasl): Promise<BearerToken> {
  if (sasl.mechanism === 'oauthbearer') return fetchOauthToken(sasl);
  // A megabyte of AWS's packages, which only those load who sign in to AWS.
  const { fetchMskToken } = await import('./msk-iam-token.ts');
  return fetchMskToken(sasl);
}
