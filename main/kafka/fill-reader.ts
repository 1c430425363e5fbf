// Fetches what is missing of partitions, from their leaders, at offsets; no consumer group takes part.
import { setTimeout as pause } from 'node:timers/promises';
import type { FromWriter } from '../base/ingest-port.ts';
import { fail, toErrorData } from '../contract/errors.ts';
import { type Said, say, sayingsOf } from '../contract/told.ts';
import { partitionKey } from './admin.ts';
import { Fetch } from './admin-fetch.ts';
import type { ClusterMetadata } from './admin-requests.ts';
import { FillAnswers, type FillContext } from './fill-answers.ts';
import type { FillPartition } from './fill-partition.ts';
import { planAgain, planPartitions } from './fill-plan.ts';
import type { FillWanted } from './fill-protocol.ts';

const REQUEST_BYTES = 4_194_304;
const PARTITION_BYTES = 1_048_576;
const PARTITIONS_OF_REQUEST = 4;
/** With the two above and below: about 32 MB of answers at once, however many brokers there are. */
const LEADERS_AT_ONCE = 4;
/** While one request is under way, what the other one brought is decoded. */
const REQUESTS_OF_LEADER = 2;
const MAX_WAIT_MS = 500;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const ANSWER_MS = 1_000;

export type FillReaderOptions = FillContext & {
  wanted: FillWanted;
  partitions: readonly FillPartition[];
  /** a partition that makes no progress for so long has failed */
  giveUpMs: number;
};

export class FillReader {
  readonly #options: FillReaderOptions;
  readonly #answers: FillAnswers;
  readonly #bySlot: ReadonlyMap<number, FillPartition>;

  constructor(options: FillReaderOptions) {
    this.#options = options;
    this.#answers = new FillAnswers(options);
    this.#bySlot = new Map(options.partitions.map((part) => [part.slot, part]));
  }

  /** To be called with every answer of the writer. */
  answered(answer: FromWriter): void {
    const part = this.#bySlot.get(answer.slot);
    if (part) this.#answers.stored(part, answer);
  }

  /** Resolves when nothing is left, or when it is told to stop. Throws what could not be fetched, after all else was. */
  async run(): Promise<void> {
    const { partitions, link, signal, progress } = this.#options;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const left = partitions.filter((part) => !part.isDone && !this.#answers.failed.has(part));
      if (left.length === 0 || signal.aborted) break;
      const before = progress.done;
      await this.#round(left);
      while (left.some(({ sent }) => sent) && !signal.aborted) await link.changed(ANSWER_MS);
      await this.#settle(left);
      if (left.every((part) => part.isDone)) continue;
      // What is left met a leader that moved, is gone, or had nothing to give.
      pauseMs = progress.done > before ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    if (!signal.aborted) this.#throwFailed();
  }

  /** Each leader is read from until it has given all, or is in trouble. */
  async #round(left: readonly FillPartition[]): Promise<void> {
    const { admin, ask, wanted, progress } = this.#options;
    try {
      const metadata = await admin.metadata([...new Set(left.map(({ topic }) => topic))]);
      this.#refuseAnew(left, metadata);
      const unplanned = left.filter((part) => !part.left && !this.#answers.failed.has(part));
      if (unplanned.length > 0) await planPartitions(unplanned, wanted, metadata, admin, ask, progress);
      const leaders = leadersOf(metadata);
      const byLeader = Map.groupBy(
        left.filter((part) => part.range && !this.#answers.failed.has(part)),
        ({ key }) => leaders.get(key) ?? -1,
      );
      for (const part of byLeader.get(-1) ?? [])
        part.trouble = [say('no-leader', { topic: part.topic, partition: String(part.partition) })];
      byLeader.delete(-1);
      const waiting = [...byLeader];
      const next = async () => {
        for (let one = waiting.shift(); one; one = waiting.shift()) await this.#readFrom(...one);
      };
      await Promise.all(Array.from({ length: LEADERS_AT_ONCE }, next));
    } catch (error) {
      this.#tryAgain(left, error);
    }
  }

  /** A topic that was deleted and created again has other records at these offsets. */
  #refuseAnew(left: readonly FillPartition[], { topics }: ClusterMetadata): void {
    const ids = new Map(topics.map(({ name, topicId }) => [name, topicId]));
    for (const part of left) {
      const id = ids.get(part.topic) ?? null;
      if (id !== null && part.topicId !== null && id !== part.topicId)
        this.#answers.fail(part, part.range?.[0] ?? 0, 'not-found', [say('fill-anew')]);
    }
  }

  async #readFrom(leader: number, parts: FillPartition[]): Promise<void> {
    const queue = [...parts];
    const read = async () => {
      while (queue.length > 0 && !this.#options.signal.aborted) {
        try {
          const { more, nothing } = await this.#fetch(leader, queue.splice(0, PARTITIONS_OF_REQUEST));
          queue.push(...more);
          // Those that got nothing come first next time: then they get a batch.
          queue.unshift(...nothing);
        } catch (error) {
          queue.length = 0;
          this.#tryAgain(parts, error);
        }
      }
    };
    await Promise.all(Array.from({ length: REQUESTS_OF_LEADER }, read));
  }

  async #fetch(leader: number, some: FillPartition[]) {
    const { admin, isolation } = this.#options;
    const asked = some.flatMap((part) => (part.range ? [{ part, from: part.range[0] }] : []));
    const topics = [...Map.groupBy(asked, ({ part }) => part.topic)].map(([topic, parts]) => ({
      topic,
      topicId: parts[0]?.part.topicId ?? null,
      partitions: parts.map(({ part, from }) => ({
        partition: part.partition,
        offset: from,
        maxBytes: PARTITION_BYTES,
      })),
    }));
    const request = { maxWaitMs: MAX_WAIT_MS, maxBytes: REQUEST_BYTES, isolation, topics };
    const answers = new Map(
      (await admin.askBroker(leader, Fetch, request)).map((one) => [partitionKey(one.topic, one.partition), one]),
    );
    const result: Record<'more' | 'nothing' | 'later', FillPartition[]> = { more: [], nothing: [], later: [] };
    for (const [at, { part, from }] of asked.entries())
      result[await this.#answers.fetched(part, from, answers.get(part.key), at === 0)].push(part);
    return result;
  }

  /** After a round: what was refused is looked up again, and what has not got on for long has failed. */
  async #settle(left: readonly FillPartition[]): Promise<void> {
    const { ask, progress, giveUpMs, signal } = this.#options;
    for (const part of left) {
      if (signal.aborted || part.isDone || this.#answers.failed.has(part)) continue;
      try {
        await planAgain(part, ask, progress);
      } catch (error) {
        const data = toErrorData(error);
        if (data.code !== 'not-found') throw error;
        // Another incarnation is followed by now.
        this.#answers.fail(part, part.refused?.from ?? 0, data.code, sayingsOf(data));
        continue;
      }
      const why = part.trouble ?? [say('fill-no-answer')];
      if (part.isStuck(giveUpMs)) this.#answers.fail(part, part.range?.[0] ?? 0, 'unreachable', why);
    }
  }

  /** A broker that cannot be reached is asked again later; what else went wrong ends all of it. */
  #tryAgain(parts: readonly FillPartition[], error: unknown): void {
    const data = toErrorData(error);
    if (this.#options.signal.aborted) return;
    if (data.code !== 'unreachable') throw error;
    for (const part of parts) part.trouble = sayingsOf(data);
  }

  #throwFailed(): void {
    const [first, ...others] = [...this.#answers.failed.values()];
    if (!first) return;
    const more: Said[] = others.length > 0 ? [say('fill-partitions-too', { partitions: others.length })] : [];
    throw fail(first.code, [...sayingsOf(first.data), ...more, say('fill-kept')], first);
  }
}

function leadersOf({ topics }: ClusterMetadata): Map<string, number> {
  return new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.flatMap(({ partition, leader }): [string, number][] =>
        leader < 0 ? [] : [[partitionKey(name, partition), leader]],
      ),
    ),
  );
}
