// "Test connection": which step of the way to a cluster fails, and what to do about it.
import { type Socket, connect as tcpConnect } from 'node:net';
import { EngineError, fail } from '../contract/errors.ts';
import { type Connection, type ConnectionTest, TEST_STEPS } from '../contract/session.ts';
import { quote, type Said, say, sayingsOf, tell } from '../contract/told.ts';
import type { BrokerConnection } from './admin-connection.ts';
import { ConnectError, explainNetworkError, type Step } from './admin-errors.ts';
import { type Address, addressText, connectSocket, type OpenOptions, speakKafka } from './admin-open.ts';
import { type ClusterMetadata, Metadata } from './admin-requests.ts';
import { parseBroker } from './client.ts';

const OVERALL_MS = 10_000;
const STEP_MS = 4_000;
/** how long the other brokers are still waited for, once one was reached: only to say which of them do not work */
const OTHERS_MS = 1_000;
const TIME_IS_UP = say('time-is-up', { seconds: OVERALL_MS / 1000 });

type StepResult = ConnectionTest['steps'][number];
type Attempt = { address: Address; steps: Map<Step, StepResult>; options: OpenOptions; failure?: ConnectError };
type Reached = { attempt: Attempt; socket: Socket };

/**
 * Goes the whole way to the first broker that can be had: all are reached for at once, then asked in their order, one by one
 * (a wrong password that is tried on each of them may lock the account). Takes 10 s at most. Throws bad-input for an address
 * that is none, cancelled where `signal` aborts; everything else is in the answer.
 */
export async function testConnection(connection: Connection, signal: AbortSignal): Promise<ConnectionTest> {
  const addresses = connection.brokers.map(parseBroker);
  const overall = new AbortController();
  const sockets: Socket[] = [];
  const stop = () => {
    overall.abort();
    for (const socket of sockets) socket.destroy();
  };
  const timer = setTimeout(stop, OVERALL_MS);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const enough = new AbortController();
  let others: NodeJS.Timeout | undefined;
  const reachSignal = AbortSignal.any([overall.signal, enough.signal]);
  try {
    const attempts = await Promise.all(
      addresses.map(async (address) => {
        const one = await reach(address, connection, overall.signal, reachSignal);
        if (!('socket' in one)) return one;
        sockets.push(one.socket);
        others ??= setTimeout(() => enough.abort(), OTHERS_MS);
        return one;
      }),
    );
    const answer = await goOn(attempts, connection, overall.signal);
    if (signal.aborted) throw fail('cancelled', 'The connection test was cancelled');
    return answer;
  } finally {
    clearTimeout(timer);
    clearTimeout(others);
    signal.removeEventListener('abort', stop);
    for (const socket of sockets) socket.destroy();
  }
}

async function reach(
  address: Address,
  connection: Connection,
  signal: AbortSignal,
  reachSignal: AbortSignal,
): Promise<Attempt | Reached> {
  const steps = new Map<Step, StepResult>();
  const options: OpenOptions = {
    clientId: connection.clientId ?? 'tailwater-test',
    signal,
    timeoutMs: STEP_MS,
    onStep: (step, detail, ms) => steps.set(step, { step, state: 'ok', detail: tell(detail), ms }),
  };
  const attempt: Attempt = { address, steps, options };
  const from = performance.now();
  try {
    const socket = await connectSocket(address, connection, { ...options, signal: reachSignal });
    return { attempt, socket };
  } catch (error) {
    return failed(attempt, error, 'tcp', performance.now() - from);
  }
}

async function goOn(
  reached: (Attempt | Reached)[],
  connection: Connection,
  signal: AbortSignal,
): Promise<ConnectionTest> {
  const failures = reached.filter((one): one is Attempt => !('socket' in one));
  for (const one of reached) {
    if (!('socket' in one)) continue;
    const { attempt, socket } = one;
    const from = performance.now();
    let broker: BrokerConnection | undefined;
    try {
      broker = await speakKafka(socket, attempt.address, connection, attempt.options);
      const asked = performance.now();
      const metadata = await listTopics(broker, connection, signal);
      attempt.steps.set('authorization', authorization(metadata, performance.now() - asked));
      await tryAdvertised(metadata, attempt, signal);
      return finish(connection, attempt, failures, metadata);
    } catch (error) {
      const late = signal.aborted && !(error instanceof ConnectError);
      const told = late ? unknownFailure('version', [TIME_IS_UP], error) : error;
      failures.push(failed(attempt, told, 'version', performance.now() - from));
      // No other broker would let it in, nor is a token to be had there.
      const { code, step } = attempt.failure ?? {};
      if (code === 'denied' || step === 'authentication') return finish(connection, attempt, failures.slice(0, -1));
    } finally {
      broker?.close();
    }
  }
  // None works: what got furthest tells most.
  const ranked = failures.toSorted((a, b) => rank(b) - rank(a));
  const [furthest, ...rest] = ranked;
  if (!furthest) throw fail('bad-input', 'No broker is given. Give at least one as host:port.');
  return finish(connection, furthest, rest);
}

function rank({ failure }: Attempt): number {
  if (!failure) return TEST_STEPS.length;
  // What was given up says nothing about its broker.
  return failure.code === 'closed' ? -1 : TEST_STEPS.indexOf(failure.step);
}

function failed(attempt: Attempt, error: unknown, fallback: Step, ms: number): Attempt {
  const failure = error instanceof ConnectError ? error : unknownFailure(fallback, said(error), error);
  const { step, detail, hint } = failure;
  attempt.steps.set(step, { step, state: 'failed', detail: tell(...detail), hint: tell(...hint), ms });
  attempt.failure = failure;
  return attempt;
}

function unknownFailure(step: Step, detail: readonly Said[], cause: unknown): ConnectError {
  return new ConnectError(step, 'unreachable', detail, [say('try-again-log')], cause);
}

function said(error: unknown): readonly Said[] {
  return error instanceof EngineError ? sayingsOf(error.data) : [quote(messageOf(error))];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function listTopics(
  broker: BrokerConnection,
  connection: Connection,
  signal: AbortSignal,
): Promise<ClusterMetadata> {
  try {
    return await broker.request(Metadata, null);
  } catch (error) {
    // A listener with SASL answers ApiVersions to anyone, and hangs up at the first other request.
    if (!signal.aborted && !connection.sasl && /closed the connection|ECONNRESET|EPIPE/.test(messageOf(error)))
      throw new ConnectError(
        'authentication',
        'denied',
        [say('login-wanted', { address: broker.address })],
        [say('login-wanted-hint')],
        error,
      );
    throw unknownFailure('authorization', signal.aborted ? [TIME_IS_UP] : said(error), error);
  }
}

function authorization(metadata: ClusterMetadata, ms: number): StepResult {
  const shown = metadata.topics.filter((topic) => !topic.internal).length;
  const passed = { step: 'authorization', state: 'ok', ms } as const;
  return shown > 0
    ? { ...passed, detail: tell(say('topics-seen', { topics: shown })) }
    : { ...passed, detail: tell(say('topics-none')), hint: tell(say('topics-none-hint')) };
}

/** Records come from the brokers under the names that they give themselves, which often do not hold outside their network. */
async function tryAdvertised(metadata: ClusterMetadata, attempt: Attempt, signal: AbortSignal): Promise<void> {
  const results = await Promise.all(metadata.brokers.map((broker) => knock(broker, signal)));
  const failures = results.filter((failure) => failure !== undefined);
  const [first] = failures;
  if (!first) return;
  const ms = attempt.steps.get(first.step)?.ms ?? 0;
  const numbers = { failed: failures.length, brokers: metadata.brokers.length };
  const detail = [say('advertised-fail', { address: addressText(attempt.address), ...numbers }), ...first.detail];
  const failure = new ConnectError(first.step, 'unreachable', detail, [say('advertised-hint')], first);
  failed(attempt, failure, first.step, ms);
}

function knock(address: Address, signal: AbortSignal): Promise<ConnectError | undefined> {
  return new Promise((resolve) => {
    const socket = tcpConnect({ host: address.host, port: address.port });
    const text = addressText(address);
    const done = (failure?: ConnectError) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', silent);
      socket.destroy();
      resolve(failure);
    };
    const silent = () => done(new ConnectError('tcp', 'unreachable', [say('silent', { address: text })], []));
    const timer = setTimeout(silent, STEP_MS / 2);
    signal.addEventListener('abort', silent, { once: true });
    socket.once('connect', () => done());
    socket.on('error', (error) => {
      const step = /^(ENOTFOUND|EAI_)/.test('code' in error ? String(error.code) : '') ? 'name' : 'tcp';
      done(explainNetworkError(error, step, step === 'name' ? address.host : text));
    });
  });
}

function finish(
  connection: Connection,
  attempt: Attempt,
  others: Attempt[],
  metadata?: ClusterMetadata,
): ConnectionTest {
  const ok = attempt.failure === undefined;
  const steps = TEST_STEPS.map(
    (step): StepResult =>
      attempt.steps.get(step) ?? { step, state: 'skipped', detail: tell(skipped(step, connection)), ms: 0 },
  );
  const tcp = steps.find((one) => one.step === 'tcp');
  if (tcp && others.length > 0) {
    const failures = others.flatMap(({ failure }) => failure?.detail ?? []);
    tcp.detail = tell(...tcp.detail.said, ok ? say('others-fail') : say('others-fail-too'), ...failures);
  }
  return {
    ok,
    steps,
    clusterId: metadata?.clusterId ?? undefined,
    brokers: metadata?.brokers.map(({ id, host, port }) => ({ id, host, port })) ?? [],
    topics:
      metadata?.topics.map(({ name, partitions, internal }) => ({ name, partitions: partitions.length, internal })) ??
      [],
  };
}

function skipped(step: Step, connection: Connection): Said {
  if (step === 'tls' && !connection.tls?.enabled) return say('tls-off');
  if (step === 'authentication' && !connection.sasl) return say('no-login');
  return say('not-tried');
}
