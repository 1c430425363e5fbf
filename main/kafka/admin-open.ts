// The way to a broker that answers, step by step: name, TCP, TLS, versions, authentication.
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { fail } from '../contract/errors.ts';
import type { Connection } from '../contract/session.ts';
import { BrokerConnection } from './admin-connection.ts';
import {
  ConnectError,
  errorName,
  explainNetworkError,
  explainTlsError,
  NETWORK_HINT,
  NOT_KAFKA_HINT,
  type Step,
} from './admin-errors.ts';
import { ApiVersions, type ApiVersionsAnswer, SaslAuthenticate, SaslHandshake } from './admin-requests.ts';
import { authenticate } from './admin-sasl.ts';
import { checkVersions, releaseOf } from './admin-versions.ts';
import { tlsOptions } from './client.ts';

export type OpenOptions = {
  clientId: string;
  /** cuts it short; what was opened is closed */
  signal: AbortSignal;
  /** for each of TCP and TLS, and for each answer */
  timeoutMs: number;
  /** a step was passed: what was found, and how long it took */
  onStep?: (step: Step, detail: string, ms: number) => void;
};
export type Address = { host: string; port: number };

export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Throws a ConnectError that names the step; closed where the signal aborted. */
export async function openBroker(
  address: Address,
  connection: Connection,
  options: OpenOptions,
): Promise<BrokerConnection> {
  const socket = await connectSocket(address, connection, options);
  return speakKafka(socket, address, connection, options);
}

/** Name, TCP and TLS. */
export async function connectSocket(address: Address, connection: Connection, options: OpenOptions): Promise<Socket> {
  const step = stepper(options);
  if (isIP(address.host)) step('name', `${address.host} is an address: nothing to look up`);
  else {
    const found = await race(
      options,
      'name',
      address,
      (): Promise<{ address: string }[]> => lookup(address.host, { all: true }),
    ).catch((error) => {
      throw error instanceof ConnectError ? error : explainNetworkError(error, 'name', address.host);
    });
    step('name', `${address.host} is ${found.map((one) => one.address).join(', ')}`);
  }
  const raw = tcpConnect(address);
  raw.setKeepAlive(true, 10_000);
  raw.setNoDelay(true);
  // Errors are told by the step that waits; one that comes between two steps closes the socket, and the next step tells.
  raw.on('error', () => {});
  try {
    await race(options, 'tcp', address, (signal) => once(raw, 'connect', { signal }));
  } catch (error) {
    raw.destroy();
    throw error instanceof ConnectError ? error : explainNetworkError(error, 'tcp', addressText(address));
  }
  step('tcp', `${addressText(address)} accepts connections`);
  return connection.tls?.enabled ? secure(raw, address, connection, options, step) : raw;
}

type StepDone = (step: Step, detail: string) => void;

async function secure(
  raw: Socket,
  address: Address,
  connection: Connection,
  options: OpenOptions,
  step: StepDone,
): Promise<Socket> {
  try {
    const socket = tlsConnect({
      socket: raw,
      ...(isIP(address.host) ? { host: address.host } : { servername: address.host }),
      ...tlsOptions(connection),
    });
    // In TLS 1.3 a broker refuses a missing certificate only after the handshake, when nobody may be waiting. It is kept as
    // `socket.errored` for whoever comes.
    socket.on('error', (error) => socket.destroy(error));
    await race(options, 'tls', address, (signal) => once(socket, 'secureConnect', { signal }));
    const { subject, valid_to } = socket.getPeerCertificate();
    const unverified = socket.authorized ? '' : '; NOT verified, by choice';
    step(
      'tls',
      `${socket.getProtocol()}, certificate of ${subject?.CN ?? 'no name'}, valid to ${valid_to}${unverified}`,
    );
    return socket;
  } catch (error) {
    raw.destroy();
    throw error instanceof ConnectError ? error : explainTlsError(error, addressText(address));
  }
}

/** ApiVersions and SASL, on a connected socket. */
export async function speakKafka(
  socket: Socket,
  address: Address,
  connection: Connection,
  options: OpenOptions,
): Promise<BrokerConnection> {
  const broker = new BrokerConnection(socket, addressText(address), options.clientId, options.timeoutMs);
  const onAbort = () => broker.close();
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (options.signal.aborted) broker.close();
    const step = stepper(options);
    const answer = await askVersions(broker);
    checkVersions(answer, broker.address);
    broker.setVersions(answer.apis);
    step('version', releaseOf(answer));
    if (connection.sasl) {
      await logIn(broker, connection.sasl);
      step('authentication', `${connection.sasl.mechanism.toUpperCase()} as ${connection.sasl.username}`);
    }
    return broker;
  } catch (error) {
    broker.close();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', onAbort);
  }
}

async function askVersions(broker: BrokerConnection): Promise<ApiVersionsAnswer> {
  try {
    const software = { name: 'tailwater', version: '1' };
    const answer = await broker.request(ApiVersions, software, 3);
    if (answer.error !== 35) return answer;
    return await broker.request(ApiVersions, software, 0);
  } catch (error) {
    if (error instanceof ConnectError || broker.answers > 0) throw error;
    const detail =
      error instanceof Error && !/closed the connection|ECONNRESET|EPIPE/.test(error.message)
        ? error.message
        : `${broker.address} closed the connection when it was asked for its version`;
    throw new ConnectError(
      'version',
      'unreachable',
      detail,
      `It accepts connections but may not be a Kafka broker, or wants TLS. ${NOT_KAFKA_HINT}`,
      error,
    );
  }
}

async function logIn(broker: BrokerConnection, sasl: NonNullable<Connection['sasl']>): Promise<void> {
  const denied = (detail: string, hint: string, cause?: unknown) =>
    new ConnectError('authentication', 'denied', `${broker.address}: ${detail}`, hint, cause);
  const mechanism = sasl.mechanism.toUpperCase();
  try {
    const { error, mechanisms } = await broker.request(SaslHandshake, mechanism);
    if (error === 34)
      throw denied('this listener does not use SASL', 'Turn SASL off, or give the port of the SASL listener.');
    if (error !== 0)
      throw denied(
        `${mechanism} is not offered (${errorName(error)})`,
        mechanisms.length > 0
          ? `Choose ${mechanisms.join(' or ')}.`
          : 'Ask whoever runs the cluster for the mechanism.',
      );
    await authenticate(sasl, async (bytes) => {
      const answer = await broker.request(SaslAuthenticate, bytes);
      if (answer.error === 0) return answer.bytes;
      throw denied(
        `${mechanism} as ${sasl.username} failed: ${answer.message ?? errorName(answer.error)}`,
        'Check user name, password and mechanism.',
      );
    });
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    throw denied(
      `${mechanism} as ${sasl.username} failed: ${error instanceof Error ? error.message : error}`,
      'Check user name, password and mechanism.',
      error,
    );
  }
}

function stepper(options: OpenOptions): StepDone {
  let from = performance.now();
  return (step, detail) => {
    const now = performance.now();
    options.onStep?.(step, detail, now - from);
    from = now;
  };
}

/** Runs one step with its own time limit, under the signal of the whole. */
async function race<T>(
  options: OpenOptions,
  step: Step,
  address: Address,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (error: Error) => {
    stopped.reject(error);
    limit.abort();
  };
  const timer = setTimeout(() => {
    const detail = `${addressText(address)} did not answer within ${options.timeoutMs / 1000} s`;
    stop(new ConnectError(step, 'unreachable', detail, NETWORK_HINT));
  }, options.timeoutMs);
  const onAbort = () =>
    stop(new ConnectError(step, 'closed', `${addressText(address)}: not waited for any longer`, 'Try again.'));
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (options.signal.aborted) throw fail('closed', `${addressText(address)}: not tried any more`);
    return await Promise.race([run(limit.signal), stopped.promise]);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', onAbort);
  }
}
