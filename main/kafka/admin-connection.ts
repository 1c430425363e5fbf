// One socket to one broker over which requests that only read are sent, any number at a time, answered in their order.
import type { Socket } from 'node:net';
import { fail } from '../contract/errors.ts';
import { type Said, say } from '../contract/told.ts';
import { ByteReader, ByteWriter } from './admin-bytes.ts';
import { ConnectError, explainTlsError, isTlsError, SilentBroker, whyOf } from './admin-errors.ts';
import type { Api, VersionRange } from './admin-requests.ts';

/** Kafka's own limit of a request; every text as the first four bytes is a larger number. */
const MAX_ANSWER_BYTES = 100 * 1024 * 1024;

type Pending = { correlation: number; answer: (bytes: Buffer) => void; failed: (error: Error) => void };

export class BrokerConnection {
  readonly address: string;
  readonly #socket: Socket;
  readonly #clientId: string;
  readonly #timeoutMs: number;
  readonly #pending: Pending[] = [];
  #apis = new Map<number, VersionRange>();
  #received: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #missing = 4;
  #correlation = 0;
  #answers = 0;
  #ended: Error | undefined;
  #onEnd: (() => void) | undefined;

  /** `socket` was connected, and this owns it from now on. `timeoutMs`: how long an answer may take. */
  constructor(socket: Socket, address: string, clientId: string, timeoutMs: number) {
    this.#socket = socket;
    this.address = address;
    this.#clientId = clientId;
    this.#timeoutMs = timeoutMs;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const broken = (error: Error) =>
      this.#end(
        isTlsError(error)
          ? explainTlsError(error, address)
          : fail('unreachable', say('connection-broke', { address, why: whyOf(error) }), error),
      );
    const closed = () => this.#end(fail('unreachable', say('connection-closed', { address })));
    socket.on('error', broken);
    socket.on('close', closed);
    // What happened while nobody used it is not told again.
    if (socket.errored) broken(socket.errored);
    else if (socket.destroyed) closed();
  }

  /** Calls back once, when no request can be sent any more; at once where that is so already. */
  onEnd(ended: () => void): void {
    if (this.#ended) ended();
    else this.#onEnd = ended;
  }
  /** Answers so far: a broker that closes before the first is none. */
  get answers(): number {
    return this.#answers;
  }
  setVersions(apis: readonly VersionRange[]): void {
    this.#apis = new Map(apis.map((api) => [api.key, api]));
  }
  /** The highest version of a request that both sides know; undefined: none. */
  versionOf(api: Pick<Api<unknown, unknown>, 'key' | 'min' | 'max'>, most = api.max): number | undefined {
    const offered = this.#apis.get(api.key);
    if (!offered) return undefined;
    const version = Math.min(most, offered.max);
    return version >= Math.max(api.min, offered.min) ? version : undefined;
  }

  /**
   * Sends and resolves to the answer. Throws unsupported (no version in common), unreachable (no answer in time, connection
   * lost: this one is of no use any more). Errors that the answer holds are the caller's.
   */
  async request<I, O>(api: Api<I, O>, input: I, knownVersion?: number): Promise<O> {
    const version = knownVersion ?? this.versionOf(api, api.most?.(input));
    if (version === undefined)
      throw fail('unsupported', say('request-unknown', { address: this.address, request: api.name }));
    if (this.#ended) throw this.#ended;
    const correlation = this.#correlation++;
    const flexible = version >= (api.flexible ?? Number.POSITIVE_INFINITY);
    const writer = new ByteWriter();
    writer.int16(api.key);
    writer.int16(version);
    writer.int32(correlation);
    writer.string(this.#clientId);
    if (flexible) writer.noTags();
    api.write(writer, input, version);

    const answered = Promise.withResolvers<Buffer>();
    this.#pending.push({ correlation, answer: answered.resolve, failed: answered.reject });
    this.#socket.write(writer.framed());
    const seconds = this.#timeoutMs / 1000;
    const timer = setTimeout(
      () => this.#end(new SilentBroker(say('request-silent', { address: this.address, request: api.name, seconds }))),
      this.#timeoutMs,
    );
    const bytes = await answered.promise.finally(() => clearTimeout(timer));
    try {
      const reader = new ByteReader(bytes);
      reader.int32();
      // An ApiVersions answer never has tags in its header: a client must read it before it knows the versions.
      if (flexible && api.key !== 18) reader.tags();
      return api.read(reader, version, input);
    } catch (error) {
      const what = { address: this.address, request: api.name, why: whyOf(error) };
      throw fail('unsupported', say('answer-unreadable', what), error);
    }
  }

  close(): void {
    this.#end(fail('closed', `The connection to ${this.address} was closed here`));
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#socket.destroy();
    this.#onEnd?.();
    for (const pending of this.#pending.splice(0)) pending.failed(error);
  }

  /** Answers may come in any pieces; what is there is joined only when a whole one is. */
  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#missing -= chunk.length;
    if (this.#missing > 0) return;
    this.#received = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    while (this.#received.length >= 4 && !this.#ended) {
      const size = this.#received.readInt32BE(0);
      if (size < 4 || size > MAX_ANSWER_BYTES) {
        this.#end(this.#explainNotKafka(this.#received));
        return;
      }
      if (this.#received.length < size + 4) break;
      this.#answer(this.#received.subarray(4, size + 4));
      this.#received = this.#received.subarray(size + 4);
    }
    const wanted = this.#received.length >= 4 ? this.#received.readInt32BE(0) + 4 : 4;
    this.#chunks = this.#received.length > 0 ? [this.#received] : [];
    this.#missing = wanted - this.#received.length;
  }

  #answer(bytes: Buffer): void {
    const pending = this.#pending.shift();
    const correlation = bytes.readInt32BE(0);
    if (pending?.correlation !== correlation) {
      const error = fail('unsupported', say('out-of-order', { address: this.address }));
      pending?.failed(error);
      this.#end(error);
      return;
    }
    this.#answers++;
    pending.answer(bytes);
  }

  #explainNotKafka(bytes: Buffer): Error {
    const { address } = this;
    const start = bytes.toString('latin1', 0, 80);
    const told = (step: 'version' | 'tls', detail: Said, hint: Said) =>
      new ConnectError(step, 'unsupported', [detail], [hint]);
    if (start.startsWith('HTTP')) return told('version', say('http-server', { address }), say('not-kafka-hint'));
    if (bytes[0] === 0x15 && bytes[1] === 3) return told('tls', say('speaks-tls', { address }), say('speaks-tls-hint'));
    const shown = JSON.stringify(start.split(/[\r\n]/)[0]?.replace(/[^\x20-\x7e]/g, '.'));
    return told('version', say('not-kafka', { address, start: shown ?? '' }), say('not-kafka-hint'));
  }
}
