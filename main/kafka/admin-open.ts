// The way to a broker that answers, step by step: name, TCP, TLS, versions, authentication.
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { fail, toErrorData } from '../contract/errors.ts';
import type { Connection, Sasl } from '../contract/session.ts';
import { type Said, say, sayingsOf } from '../contract/told.ts';
import { BrokerConnection } from './admin-connection.ts';
import { ConnectError, errorName, explainNetworkError, explainTlsError, type Step, whyOf } from './admin-errors.ts';
import { ApiVersions, type ApiVersionsAnswer, SaslAuthenticate, SaslHandshake } from './admin-requests.ts';
import { authenticate, mechanismOf, userOf } from './admin-sasl.ts';
import { checkVersions, releaseOf } from './admin-versions.ts';
import { tlsOptions } from './client.ts';

export type OpenOptions = {
  clientId: string;
  /** cuts it short; what was opened is closed */
  signal: AbortSignal;
  /** for each of TCP and TLS, and for each answer */
  timeoutMs: number;
  /** the cluster names this address as one of its brokers: it is no other server */
  isNamed?: boolean;
  /** a step was passed: what was found, and how long it took */
  onStep?: (step: Step, detail: Said, ms: number) => void;
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
  if (isIP(address.host)) step('name', say('name-literal', { host: address.host }));
  else {
    const found = await race(
      options,
      'name',
      address,
      (): Promise<{ address: string }[]> => lookup(address.host, { all: true }),
    ).catch((error) => {
      throw error instanceof ConnectError ? error : explainNetworkError(error, 'name', address.host);
    });
    step('name', say('name-found', { host: address.host, addresses: found.map((one) => one.address).join(', ') }));
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
  step('tcp', say('tcp-open', { address: addressText(address) }));
  return connection.tls?.enabled ? secure(raw, address, connection, options, step) : raw;
}

type StepDone = (step: Step, detail: Said) => void;

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
    const found = { protocol: socket.getProtocol() ?? '', name: String(subject?.CN ?? ''), until: valid_to };
    step('tls', socket.authorized ? say('tls-open', found) : say('tls-open-unverified', found));
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
    const answer = await askVersions(broker, options.isNamed);
    checkVersions(answer, broker.address);
    broker.setVersions(answer.apis);
    step('version', releaseOf(answer));
    if (connection.sasl) {
      await logIn(broker, connection.sasl);
      const { sasl } = connection;
      step('authentication', say('signed-in', { mechanism: sasl.mechanism.toUpperCase(), user: userOf(sasl) }));
    }
    return broker;
  } catch (error) {
    broker.close();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', onAbort);
  }
}

async function askVersions(broker: BrokerConnection, isNamed = false): Promise<ApiVersionsAnswer> {
  try {
    const software = { name: 'tailwater', version: '1' };
    const answer = await broker.request(ApiVersions, software, 3);
    if (answer.error !== 35) return answer;
    return await broker.request(ApiVersions, software, 0);
  } catch (error) {
    if (error instanceof ConnectError || broker.answers > 0) throw error;
    const detail =
      error instanceof Error && !/closed the connection|ECONNRESET|EPIPE/.test(error.message)
        ? sayingsOf(toErrorData(error))
        : [say('closed-early', { address: broker.address })];
    const hint = isNamed ? [say('named-silent-hint')] : [say('closed-early-hint'), say('not-kafka-hint')];
    throw new ConnectError('version', 'unreachable', detail, hint, error);
  }
}

async function logIn(broker: BrokerConnection, sasl: Sasl): Promise<void> {
  const { address } = broker;
  const denied = (detail: Said, hint: Said, cause?: unknown) =>
    new ConnectError('authentication', 'denied', [detail], [hint], cause);
  const failed = (why: string, cause?: unknown) =>
    denied(say('login-failed', { address, mechanism, user: userOf(sasl), why }), say('login-hint'), cause);
  const mechanism = mechanismOf(sasl);
  try {
    const { error, mechanisms } = await broker.request(SaslHandshake, mechanism);
    if (error === 34) throw denied(say('no-sasl', { address }), say('no-sasl-hint'));
    if (error !== 0)
      throw denied(
        say('no-mechanism', { address, mechanism, why: errorName(error) }),
        mechanisms.length > 0 ? say('choose-mechanism', { mechanisms: mechanisms.join(', ') }) : say('ask-mechanism'),
      );
    await authenticate(sasl, async (bytes) => {
      const answer = await broker.request(SaslAuthenticate, bytes);
      if (answer.error === 0) return answer.bytes;
      throw failed((answer.message ?? errorName(answer.error)).replace(/\.$/, ''));
    });
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    throw failed(whyOf(error), error);
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
    const detail = say('no-answer', { address: addressText(address), seconds: options.timeoutMs / 1000 });
    stop(new ConnectError(step, 'unreachable', [detail], [say('network-hint')]));
  }, options.timeoutMs);
  const onAbort = () =>
    stop(new ConnectError(step, 'closed', [say('not-waited', { address: addressText(address) })], [say('try-again')]));
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (options.signal.aborted) throw fail('closed', `${addressText(address)}: not tried any more`);
    return await Promise.race([run(limit.signal), stopped.promise]);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', onAbort);
  }
}
