// A producer under load that tells its ledger what was acknowledged. Nothing is sent twice: an attempt whose outcome is not
// known is written down as that, and the next one has values of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Message, type Producer } from 'kafkajs';
import type { Random } from '../../build/demo/random.ts';
import { Connection } from '../../main/contract/session.ts';
import { createClient } from '../../main/kafka/client.ts';
import { registerCodecs } from '../../main/kafka/codecs.ts';
import type { Ledger, Sent } from './ledger.ts';

registerCodecs();
const CODECS = Object.values(kafkajs.CompressionTypes).filter((one) => typeof one === 'number');

export type LoadOptions = {
  bootstrap: string;
  ledger: Ledger;
  random: Random;
  topic: string;
  partitions: number;
  recordsPerSecond: number;
  /** most records of a request */
  batch?: number;
  /** bytes of a value, about */
  bytes?: number;
};

export class Load implements AsyncDisposable {
  readonly #options: Required<LoadOptions>;
  #producer: Producer | undefined;
  #partitions: number;
  #count = 0;
  #rest = '';
  #stopped = false;
  #loop: Promise<void> | undefined;

  constructor(options: LoadOptions) {
    this.#options = { batch: 200, bytes: 120, ...options };
    this.#partitions = options.partitions;
  }

  start(): this {
    this.#stopped = false;
    this.#loop ??= this.#run();
    return this;
  }
  /** Resolves when the last attempt has its outcome. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
    this.#loop = undefined;
  }
  /** To this many partitions from now on. kafkajs drops, in silence, what goes to one that it has not heard of: it is told. */
  async grow(partitions: number): Promise<void> {
    const growing = this.#loop !== undefined;
    await this.stop();
    await this.#disconnect();
    this.#partitions = partitions;
    if (growing) this.start();
  }
  /** At least so many records, as fast as the brokers take them: whole batches, to all partitions side by side. */
  async fill(records: number): Promise<void> {
    const { batch } = this.#options;
    const partitions = Array.from({ length: this.#partitions }, (_, i) => i);
    for (let sent = 0; sent < records; ) {
      const done = await Promise.all(partitions.map((partition) => this.send(batch, partition)));
      sent += done.filter(Boolean).length * batch;
    }
  }
  /** One request with so many records of one partition; false: its outcome is not known. */
  async send(
    count: number,
    partition = this.#options.random.int(0, this.#partitions - 1),
    { keyed = false } = {},
  ): Promise<boolean> {
    const records = Array.from({ length: count }, () => this.make(keyed));
    const { topic, ledger, random } = this.#options;
    const messages = records.map((one): Message => ({ ...one, partition }));
    try {
      this.#producer ??= await this.#connect();
      const compression = CODECS[random.int(0, CODECS.length - 1)];
      const [answer] = await this.#producer.send({ topic, messages, acks: -1, compression });
      if (answer?.partition !== partition) throw new Error(`partition ${partition} of ${topic} was not answered for`);
      ledger.acknowledged(topic, partition, Number(answer.baseOffset), records);
      return true;
    } catch {
      ledger.uncertain(records);
      await this.#disconnect();
      return false;
    }
  }
  /** `keyed`: always with a key, of a hundred. */
  make(keyed = false): Sent {
    const n = this.#count++;
    const { random, topic, bytes } = this.#options;
    // Making chance costs more than sending it: a part of it is new in each record, and all of it now and then.
    if (n % 64 === 0) this.#rest = random.hex(Math.max(1, Math.floor(bytes / 2))).repeat(2);
    const rest = random.hex(8) + this.#rest.slice(8);
    const value = `{"ts":"${new Date().toISOString()}","level":"info","n":"${topic}/${n}","rest":"${rest}"}`;
    return { key: !keyed && random.chance(0.1) ? null : `key-${n % 100}`, value };
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#disconnect();
  }

  async #run(): Promise<void> {
    const { batch, random, recordsPerSecond } = this.#options;
    const started = performance.now();
    for (let sent = 0; !this.#stopped; ) {
      const count = random.int(1, batch);
      if (await this.send(count)) sent += count;
      else await sleep(200);
      const aheadMs = (sent / recordsPerSecond) * 1000 - (performance.now() - started);
      if (aheadMs > 0) await sleep(Math.min(aheadMs, 200));
    }
  }
  async #connect(): Promise<Producer> {
    const connection = Connection.parse({ brokers: this.#options.bootstrap.split(',') });
    const producer = createClient(connection, { role: 'ledger', retry: { retries: 0 } }).producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await producer.connect();
    return producer;
  }
  async #disconnect(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }
}
