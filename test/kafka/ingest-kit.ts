// What the ingest tests share: a producer, a session on a cache of its own, and the cache's contents as plain records.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Admin, CompressionTypes, Message } from 'kafkajs';
import { makeTopics } from '../../build/kafka-topics.ts';
import { Flag } from '../../main/base/batch.ts';
import { Connection, OpenSession } from '../../main/contract/session.ts';
import { createClient } from '../../main/kafka/client.ts';
import { registerCodecs } from '../../main/kafka/codecs.ts';
import { type Supervisor, startSupervisor } from '../../main/kafka/supervisor.ts';
import type { Writer } from '../../main/store/types.ts';
import { openWriter } from '../../main/store/writer.ts';

registerCodecs();

export type Stored = {
  topic: string;
  partition: number;
  incarnation: number;
  offset: number;
  ts: number;
  broker_ts: number;
  level: number;
  flags: number;
  key: string | Buffer | null;
  headers: string | null;
  value: string | Buffer | null;
  text: string | null;
  note: string | null;
};

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tailwater-ingest-'));
}

/** Polls until it holds; fails, saying what it waited for, after three minutes: a broker of a loaded machine may take one to start. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`waited three minutes for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export class Kit implements AsyncDisposable {
  readonly brokers: string[];
  readonly #client;
  readonly admin: Admin;
  readonly producer;

  private constructor(bootstrap: string) {
    this.brokers = bootstrap.split(',');
    this.#client = createClient(Connection.parse({ brokers: this.brokers }), { role: 'test', retry: { retries: 15 } });
    this.admin = this.#client.admin();
    this.producer = this.#client.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
  }
  static async connect(bootstrap: string): Promise<Kit> {
    const kit = new Kit(bootstrap);
    await kit.admin.connect();
    await kit.producer.connect();
    return kit;
  }
  get client() {
    return this.#client;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.admin.disconnect();
    await this.producer.disconnect();
  }

  async createTopic(topic: string, numPartitions = 1, config: Record<string, string> = {}): Promise<void> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await makeTopics(this.admin, [{ topic, numPartitions, configEntries }]);
  }
  /** Deletes the topic and creates another of that name. */
  async recreateTopic(topic: string, numPartitions = 1): Promise<void> {
    await this.admin.deleteTopics({ topics: [topic] });
    await this.createAgain(topic, numPartitions);
  }
  /** Brokers delete at their leisure, and refuse the name until then. */
  async createAgain(topic: string, numPartitions = 1): Promise<void> {
    await until('the topic can be created', () =>
      this.createTopic(topic, numPartitions).then(
        () => true,
        () => false,
      ),
    );
  }
  /** Values to one partition, in one request; returns the first one's offset. */
  async produce(
    topic: string,
    partition: number,
    values: Message['value'][],
    compression?: CompressionTypes,
  ): Promise<number> {
    const messages = values.map((value) => ({ partition, value }));
    const [answer] = await this.producer.send({ topic, messages, compression });
    return Number(answer?.baseOffset);
  }
  session(topics: string[], more: Partial<OpenSession> = {}): OpenSession {
    return sessionOf(this.brokers, topics, more);
  }
}

export function sessionOf(brokers: string[], topics: string[], more: Partial<OpenSession> = {}): OpenSession {
  return OpenSession.parse({ connection: { brokers }, topics, ...more });
}

export type Collecting = AsyncDisposable & { supervisor: Supervisor; writer: Writer };

/** A session on the cache in `folder`; disposing it leaves the cache complete on disk. */
export async function collect(folder: string, session: OpenSession, refreshMs?: number): Promise<Collecting> {
  const writer = await openWriter(folder);
  try {
    const supervisor = await startSupervisor({ session, writer, onChange: () => undefined, refreshMs });
    return {
      supervisor,
      writer,
      async [Symbol.asyncDispose]() {
        await supervisor.close();
        await writer[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await writer[Symbol.asyncDispose]();
    throw error;
  }
}

/** Collects up to the end that every partition has now; fails where the session does. */
export async function collectAll(folder: string, session: OpenSession): Promise<void> {
  await using collecting = await collect(folder, { ...session, untilEnd: true });
  await until('the end of every partition', () => {
    const status = collecting.supervisor.status();
    assert.notEqual(status.state, 'failed', status.error?.message);
    return status.state === 'ended';
  });
  assert.equal(collecting.writer.tick().duplicates, 0);
}

/** Everything in a cache that nobody writes to, in the order of partitions and offsets. */
export function readCache(folder: string): Stored[] {
  const catalog = new Database(join(folder, 'catalog.db'), { readonly: true });
  const parts = new Map(
    catalog
      .prepare<[], { id: number; topic: string; partition: number; incarnation: number }>(
        'SELECT id, topic, partition, incarnation FROM parts',
      )
      .all()
      .map((part) => [part.id, part]),
  );
  const files = catalog.prepare<[], string>('SELECT file FROM segments ORDER BY id').pluck().all();
  catalog.close();
  const records = files.flatMap((file) => {
    const segment = new Database(join(folder, file), { readonly: true });
    const rows = segment
      .prepare<[], Omit<Stored, 'topic' | 'partition' | 'incarnation'> & { part: number }>('SELECT * FROM records')
      .all();
    segment.close();
    return rows.map(({ part, ...row }): Stored => {
      const { topic = '', partition = -1, incarnation = 0 } = parts.get(part) ?? {};
      return { ...row, topic, partition, incarnation };
    });
  });
  return records.sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition || a.offset - b.offset);
}

export function holesOf(folder: string): { from: number; to: number; cause: string }[] {
  const catalog = new Database(join(folder, 'catalog.db'), { readonly: true });
  const holes = catalog
    .prepare<[], { from: number; to: number; cause: string }>(
      'SELECT from_offset AS "from", to_offset AS "to", cause FROM holes ORDER BY part, from_offset',
    )
    .all();
  catalog.close();
  return holes;
}

/** Values by partition, in the order of their offsets. */
export function valuesOf(records: Stored[], topic: string): Map<number, (string | null)[]> {
  const values = new Map<number, (string | null)[]>();
  for (const record of records.filter((one) => one.topic === topic)) {
    const list = values.get(record.partition) ?? [];
    values.set(record.partition, list);
    list.push(record.flags & Flag.valueNull ? null : String(record.value));
  }
  return values;
}

/** Fails at the first value that differs, without printing all of them. */
export function assertSame(stored: Map<number, (string | null)[]>, sent: Map<number, (string | null)[]>): void {
  for (const [partition, wanted] of sent) {
    const found = stored.get(partition) ?? [];
    for (const [i, value] of wanted.entries())
      if (found[i] !== value) assert.fail(`partition ${partition}, record ${i}: ${found[i]} instead of ${value}`);
    assert.equal(found.length, wanted.length, `records of partition ${partition}`);
  }
  assert.equal(stored.size, sent.size, 'partitions');
}

/** Removes the folder at the end of the scope. */
export async function usingFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await temporaryFolder();
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
