// The one place that turns a Connection into a kafkajs client: addresses, TLS, SASL, time limits, sockets, quiet logs.
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';
import { type ISocketFactory, Kafka, type KafkaConfig, logLevel, type RetryOptions } from 'kafkajs';
import { fail } from '../contract/errors.ts';
import type { Connection } from '../contract/session.ts';
import { say } from '../contract/told.ts';
import { saslMechanism } from './client-sasl.ts';

export const CONNECT_TIMEOUT_MS = 5_000;
export const REQUEST_TIMEOUT_MS = 12_000;
const KEEP_ALIVE_MS = 10_000;
/** So long before a login ends kafkajs signs in again: less than its 10 s, for logins may be as short (tokens, connections.max.reauth.ms). */
const REAUTHENTICATE_BEFORE_MS = 3_000;
/** The suffix under which an IPv6 literal passes through kafkajs, which splits addresses at the first colon. */
const IPV6_SUFFIX = '.ipv6-literal.net';

export type ClientOptions = {
  /** what the client is for, such as "health": the end of its client id, as brokers log it */
  role: string;
  retry?: RetryOptions;
  /**
   * A connection on which something was sent and nothing came back for so long is cut (kafkajs then connects anew): it is
   * half open, or the broker hangs. Must be longer than the longest answer that is waited for: a JoinGroup is answered only
   * after the rebalance. Default 20,000.
   */
  silenceLimitMs?: number;
  /** cuts every connection, and lets none be opened from then on */
  signal?: AbortSignal;
  /** what kafkajs has to say, at level warning and error, without secrets; default: nowhere, for errors are thrown too */
  onLog?: (message: string) => void;
};

/** The client of a connection; it opens nothing yet. Throws bad-input for an address that is none. */
export function createClient(connection: Connection, options: ClientOptions): Kafka {
  const { onLog } = options;
  const config: KafkaConfig = {
    clientId: connection.clientId ?? `tailwater-${options.role}`,
    brokers: connection.brokers.map(parseBroker).map(({ host, port }) => `${withoutColons(host)}:${port}`),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: CONNECT_TIMEOUT_MS * 2,
    reauthenticationThreshold: REAUTHENTICATE_BEFORE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: options.retry ?? { initialRetryTime: 200, maxRetryTime: 2_000, retries: 4 },
    socketFactory: createSocketFactory(options.silenceLimitMs ?? 20_000, options.signal),
    logLevel: onLog ? logLevel.WARN : logLevel.NOTHING,
    // Only the message and the broker are passed on: the other fields may hold what was sent.
    logCreator: () => (entry) => onLog?.(`${entry.namespace}: ${entry.log.message}`),
  };
  const ssl = tlsOptions(connection);
  if (ssl) config.ssl = ssl;
  if (connection.sasl) config.sasl = saslMechanism(connection.sasl);
  return new Kafka(config);
}

/** "host:port", "host" (port 9092), "[2001:db8::1]:9092"; throws bad-input. */
export function parseBroker(address: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(address.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 9092);
  if (!host || port < 1 || port > 65_535) throw fail('bad-input', say('not-an-address', { address }));
  return { host, port };
}

/** What TLS takes of a connection; undefined where it is off. */
export function tlsOptions(connection: Connection): ConnectionOptions | undefined {
  const { tls } = connection;
  if (!tls?.enabled) return undefined;
  return {
    ca: tls.ca || undefined,
    cert: tls.certificate || undefined,
    key: tls.key || undefined,
    passphrase: tls.passphrase || undefined,
    rejectUnauthorized: tls.verify,
  };
}

function withoutColons(host: string): string {
  return host.includes(':') ? `${host.replaceAll(':', '-')}${IPV6_SUFFIX}` : host;
}

function createSocketFactory(silenceLimitMs: number, signal?: AbortSignal): ISocketFactory {
  return ({ host: given, port, ssl, onConnect }) => {
    // kafkajs tries some requests again after it was disconnected, on connections that nobody would close.
    signal?.throwIfAborted();
    const host = given.endsWith(IPV6_SUFFIX) ? given.slice(0, -IPV6_SUFFIX.length).replaceAll('-', ':') : given;
    const socket = ssl
      ? tlsConnect({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
      : tcpConnect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    cutWhenSilent(socket, silenceLimitMs);
    if (signal) cutWhenAborted(socket, signal);
    return socket;
  };
}

function cutWhenAborted(socket: Socket, signal: AbortSignal): void {
  const cut = () => socket.destroy(new Error('closed on this side'));
  signal.addEventListener('abort', cut, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', cut));
}

/** TCP's keepalive does not run while something sent is unacknowledged, so a half-open connection needs a watch of its own. */
function cutWhenSilent(socket: Socket, limitMs: number): void {
  let read = 0;
  let written = 0;
  let silentMs = 0;
  const everyMs = Math.min(5_000, limitMs / 4);
  const timer = setInterval(() => {
    if (socket.bytesRead !== read) {
      read = socket.bytesRead;
      written = socket.bytesWritten;
      silentMs = 0;
    } else if (socket.bytesWritten > written) {
      silentMs += everyMs;
      if (silentMs >= limitMs) socket.destroy(new Error(`the broker sent nothing for ${limitMs / 1000} s`));
    }
  }, everyMs);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}
