// A token from an OAuth 2.0 server by the client credentials grant (RFC 6749, 4.4).
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import * as oauth from 'oauth4webapi';
import type { Sasl } from '../contract/session.ts';
import { type Said, say } from '../contract/told.ts';
import { ConnectError, whyOf } from './admin-errors.ts';
import type { BearerToken } from './bearer-token.ts';

type OauthSasl = Extract<Sasl, { mechanism: 'oauthbearer' }>;

const TIMEOUT_MS = 6_000;
/** A token of more is none: brokers take no login that large. */
const MAX_ANSWER_BYTES = 512 * 1024;

/** Throws a ConnectError of the step "authentication": denied where the server refuses, unreachable where it does not answer. */
export async function fetchOauthToken(sasl: OauthSasl): Promise<BearerToken> {
  const { tokenEndpoint, clientId, clientSecret, scope, audience } = sasl;
  // The issuer is of no meaning to this grant.
  const server: oauth.AuthorizationServer = {
    issuer: new URL(tokenEndpoint).origin,
    token_endpoint: tokenEndpoint,
  };
  const client: oauth.Client = { client_id: clientId };
  const parameters: Record<string, string> = { ...(scope && { scope }), ...(audience && { audience }) };
  const from = Date.now();
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(clientSecret),
      parameters,
      {
        // The contract lets only loopback be without TLS.
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: (url: string, given: { method: string; headers: Record<string, string>; body: unknown }) =>
          post(url, given.headers, String(given.body), sasl.ca),
      },
    );
    const token = await oauth.processClientCredentialsResponse(server, client, response);
    if (token.token_type !== 'bearer') throw denied(tokenEndpoint, `token_type ${token.token_type}`);
    return {
      value: token.access_token,
      expiresAt: token.expires_in === undefined ? undefined : from + token.expires_in * 1000,
    };
  } catch (error) {
    throw error instanceof ConnectError ? error : explain(error, tokenEndpoint);
  }
}

/** Node's fetch takes no certificate authority. */
async function post(url: string, headers: Record<string, string>, body: string, ca?: string): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const sent = Promise.withResolvers<Response>();
  const outgoing = send(url, { method: 'POST', headers, ca: ca || undefined, signal }, (incoming) => {
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) incoming.destroy(new Error('its answer is too large'));
    });
    buffer(incoming).then(
      (answer) =>
        sent.resolve(
          new Response(new Uint8Array(answer), {
            status: incoming.statusCode ?? 500,
            headers: { 'content-type': incoming.headers['content-type'] ?? '' },
          }),
        ),
      sent.reject,
    );
  });
  outgoing.on('error', sent.reject);
  outgoing.end(body);
  return sent.promise;
}

function explain(error: unknown, endpoint: string): ConnectError {
  // The server's own words, as RFC 6749 has them; never what was sent.
  if (error instanceof oauth.ResponseBodyError)
    return denied(endpoint, [error.error, error.error_description].filter(Boolean).join(': '), error);
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.WWWAuthenticateChallengeError) {
    const status = error.cause instanceof Response ? error.cause.status : undefined;
    const detail = say('token-answer', { endpoint, why: status === undefined ? whyOf(error) : `HTTP ${status}` });
    return told('denied', detail, say('token-answer-hint'), error);
  }
  const why = error instanceof Error && error.name === 'TimeoutError' ? `${TIMEOUT_MS / 1000} s` : whyOf(error);
  return told('unreachable', say('token-unreachable', { endpoint, why }), say('token-unreachable-hint'), error);
}

function denied(endpoint: string, why: string, cause?: unknown): ConnectError {
  return told('denied', say('token-refused', { endpoint, why }), say('token-refused-hint'), cause);
}

function told(code: 'denied' | 'unreachable', detail: Said, hint: Said, cause: unknown): ConnectError {
  return new ConnectError('authentication', code, [detail], [hint], cause);
}
