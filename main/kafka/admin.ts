// A cluster as one can ask it without changing anything: every request that this can send only reads.
import { EngineError, fail, toErrorData } from '../contract/errors.ts';
import type { Connection } from '../contract/session.ts';
import { type Said, say, sayingsOf } from '../contract/told.ts';
import type { BrokerConnection } from './admin-connection.ts';
import { ConnectError, errorName, SilentBroker } from './admin-errors.ts';
import { type Address, addressText, openBroker } from './admin-open.ts';
import { type Api, type ClusterMetadata, type ListedOffset, ListOffsets, Metadata } from './admin-requests.ts';
import { parseBroker } from './client.ts';

export type AdminOptions = {
  /** the end of the client id, as brokers log it */
  role: string;
  /** for each step of connecting and for each answer; default 5,000 */
  timeoutMs?: number;
  /** A connection over which was asked has ended, and not from here: its broker may have died. */
  onLost?: () => void;
};

/** Offsets by `partitionKey`; `troubles`: what could not be had and why, one a broker or cause; `silent`: brokers without an answer. */
export type OffsetsByPartition = { offsets: Map<string, number>; troubles: Map<string, Said[]>; silent: Set<number> };

export function partitionKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

export class Admin implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #options: { clientId: string; timeoutMs: number };
  readonly #onLost: () => void;
  readonly #bootstrap: Address[];
  readonly #closing = new AbortController();
  /** by address: one connection each, opened when first asked */
  readonly #open = new Map<string, Promise<BrokerConnection>>();
  #brokers = new Map<number, Address>();
  #last: string | undefined;

  /** Opens nothing yet. Throws bad-input for an address that is none. */
  constructor(connection: Connection, options: AdminOptions) {
    this.#connection = connection;
    this.#bootstrap = connection.brokers.map(parseBroker);
    this.#onLost = options.onLost ?? (() => undefined);
    this.#options = {
      clientId: connection.clientId ?? `tailwater-${options.role}`,
      timeoutMs: options.timeoutMs ?? 5_000,
    };
  }

  /** Topics (null: all that may be seen) and brokers; errors of topics and partitions are in the answer. */
  async metadata(topics: readonly string[] | null): Promise<ClusterMetadata> {
    const metadata = await this.ask(Metadata, topics);
    this.#brokers = new Map(metadata.brokers.map(({ id, host, port }) => [id, { host, port }]));
    const alive = new Set([...this.#brokers.values(), ...this.#bootstrap].map(addressText));
    for (const address of this.#open.keys()) if (!alive.has(address)) this.#forget(address);
    return metadata;
  }

  /** Of every partition in `metadata` that has a leader, in one request a leader; `timestampMs` as ListOffsets has it. */
  async offsets(metadata: ClusterMetadata, timestampMs: number): Promise<OffsetsByPartition> {
    const byLeader = new Map<number, Map<string, number[]>>();
    for (const topic of metadata.topics)
      for (const { leader, partition } of topic.partitions) {
        if (!this.#brokers.has(leader)) continue;
        const topics = byLeader.get(leader) ?? new Map<string, number[]>();
        byLeader.set(leader, topics);
        const partitions = topics.get(topic.name);
        if (partitions) partitions.push(partition);
        else topics.set(topic.name, [partition]);
      }
    const offsets = new Map<string, number>();
    const troubles = new Map<string, Said[]>();
    const silent = new Set<number>();
    const one = (listed: ListedOffset) => {
      if (listed.error === 0) offsets.set(partitionKey(listed.topic, listed.partition), listed.offset);
      // A leader that has just moved is found again by the next round's metadata.
      else if (listed.error !== 6 && listed.error !== 5)
        troubles.set(`offsets of ${listed.topic}/${listed.error}`, [
          say('offsets-topic', { topic: listed.topic, why: errorName(listed.error) }),
        ]);
    };
    await Promise.all(
      [...byLeader].map(async ([leader, byTopic]) => {
        const topics = [...byTopic].map(([topic, partitions]) => ({ topic, partitions }));
        try {
          for (const listed of await this.askBroker(leader, ListOffsets, { topics, timestampMs })) one(listed);
        } catch (error) {
          if (this.#closing.signal.aborted) throw error;
          if (isUnreachable(error)) silent.add(leader);
          const why = sayingsOf(toErrorData(error));
          troubles.set(`broker ${leader}`, [say('offsets-broker', { broker: String(leader) }), ...why]);
        }
      }),
    );
    return { offsets, troubles, silent };
  }

  /** Asks any broker that answers; throws unreachable, naming each, where none does. */
  async ask<I, O>(api: Api<I, O>, input: I): Promise<O> {
    const failures: (readonly Said[])[] = [];
    let cause: unknown;
    const candidates = this.#candidates();
    // Where the network is gone every broker is silent: the first few tell enough.
    const giveUpAt = performance.now() + this.#options.timeoutMs * 3;
    for (const address of candidates) {
      if (performance.now() > giveUpAt) break;
      try {
        const answer = await this.#askAt(address, api, input);
        this.#last = addressText(address);
        return answer;
      } catch (error) {
        // Bad credentials or a version that does not fit are the same on every broker, and repeated tries lock accounts.
        if (!isUnreachable(error)) throw error;
        // Of a broker that is frozen it takes long to find out: the others first, from now on.
        if (this.#last === addressText(address)) this.#last = undefined;
        failures.push(sayingsOf(toErrorData(error)));
        cause = error;
      }
    }
    if (candidates.length === 1) throw cause;
    const [brokers, tried] = [candidates.length, failures.length];
    const none = tried === brokers ? say('none-answers', { brokers }) : say('none-answers-tried', { brokers, tried });
    throw fail('unreachable', [none, ...failures.flat()], cause);
  }

  /** Asks the broker with that id, as the latest metadata has it. */
  async askBroker<I, O>(id: number, api: Api<I, O>, input: I): Promise<O> {
    const address = this.#brokers.get(id);
    if (!address) throw fail('unreachable', say('broker-gone', { broker: String(id) }));
    return this.#askAt(address, api, input);
  }

  /** Whether any broker that is connected offers the request in a version known here. */
  async offers(api: Api<never, unknown>): Promise<boolean> {
    for (const address of this.#candidates()) {
      const opened = this.#open.get(addressText(address));
      if (opened) return (await opened).versionOf(api) !== undefined;
    }
    return false;
  }

  /** Requests under way throw closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#open.keys()].map((address) => this.#forget(address)));
  }

  /** The broker that answered last, those with a connection, the other known ones, then those that were given. */
  #candidates(): Address[] {
    const all = new Map(
      [...this.#brokers.values(), ...this.#bootstrap].map((address) => [addressText(address), address]),
    );
    const rank = (address: string) => (address === this.#last ? 0 : this.#open.has(address) ? 1 : 2);
    return [...all].sort(([a], [b]) => rank(a) - rank(b)).map(([, address]) => address);
  }

  async #askAt<I, O>(address: Address, api: Api<I, O>, input: I): Promise<O> {
    const text = addressText(address);
    const reused = this.#open.has(text);
    // One that cannot be opened is not tried again, also where somebody else had begun to: it would take as long to fail.
    const broker = await this.#connect(address);
    try {
      return await broker.request(api, input);
    } catch (error) {
      // Brokers close connections that were idle, or whose login is too old: that is no failure of this request.
      if (!reused || !isUnreachable(error) || error instanceof SilentBroker) throw error;
      return await (await this.#connect(address)).request(api, input);
    }
  }

  #connect(address: Address): Promise<BrokerConnection> {
    const text = addressText(address);
    const present = this.#open.get(text);
    if (present) return present;
    const isNamed = [...this.#brokers.values()].some((one) => addressText(one) === text);
    const opening = openBroker(address, this.#connection, { ...this.#options, isNamed, signal: this.#closing.signal });
    this.#open.set(text, opening);
    const gone = () => this.#open.get(text) === opening && this.#open.delete(text);
    opening.then((broker) => broker.onEnd(() => gone() && this.#onLost()), gone);
    return opening;
  }

  async #forget(address: string): Promise<void> {
    const opening = this.#open.get(address);
    this.#open.delete(address);
    // A connection that failed to open told whoever waited for it; here there is nothing left to close.
    const broker = await opening?.catch(() => undefined);
    broker?.close();
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'unreachable' && !isSameEverywhere(error);
}
/** A certificate that is refused would be refused again, and a token that cannot be had is for all brokers. */
function isSameEverywhere(error: EngineError): boolean {
  return error instanceof ConnectError && (error.step === 'tls' || error.step === 'authentication');
}
