// Lets nothing be read of a log that may not be the one which is stored (R7): at the start of a session, and wherever a worker
// suspects it while reading. It asks the brokers, begins incarnations, names what retention deleted, and lets the others go on.
import type { StartPosition } from '../base/ingest-port.ts';
import { toErrorData } from '../contract/errors.ts';
import { type Said, say, sayingsOf } from '../contract/told.ts';
import type { Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import { type Anew, type Checked, holdAgainstLogs } from './incarnations.ts';
import { readBatches } from './log-reader.ts';
import type { PositionStore } from './position-store.ts';
import type { Slots } from './slots.ts';
import { type Found, findPartitions } from './topics.ts';
import type { Warnings } from './warnings.ts';
import type { Suspicion } from './worker-protocol.ts';

const AGAIN_MS = 2_000;
/** Brokers learn of a topic one after the other, so that one may not know an id that another one tells. */
const TOPIC_AGAIN_MS = 500;
const MOST_NAMED = 10;

export type GuardHooks = {
  admin: Admin;
  store: PositionStore;
  slots: Slots;
  warnings: Warnings;
  /** follows these; where an incarnation begins, in a new slot, of which the workers hear */
  begin(found: Found, starts: StartPosition[]): Promise<void>;
  /** the partition may be read from its position */
  goOn(slot: number, epoch: number): void;
  /** the topic has no such partition any more */
  gone(slot: number): void;
  changed(): void;
};
type Suspect = { why: Suspicion; epoch: number };

export class PositionGuard {
  readonly #hooks: GuardHooks;
  #suspects = new Map<number, Suspect>();
  #looking: Promise<void> | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;
  /** what began anew in this session, by topic */
  readonly #anew = new Map<string, Anew[]>();
  /** by slot: where fetches bring nothing, and no broker tells why */
  readonly #stuck = new Map<number, Offset>();

  constructor(hooks: GuardHooks) {
    this.#hooks = hooks;
  }

  /** Follows what was found, but for what could not be held against its log; returns that. */
  async follow(found: Found): Promise<Set<string>> {
    const { admin, store, begin } = this.#hooks;
    const checked = await holdAgainstLogs(admin, store, found);
    if (this.#closed) return checked.unverified;
    await begin(found, checked.starts);
    this.#tell(checked.anew);
    return checked.unverified;
  }

  /** The partition is held back by its worker; it hears again of it by goOn(), or is given a new slot. */
  suspect(slot: number, why: Suspicion, epoch = -1): void {
    this.#suspects.set(slot, { why, epoch });
    this.#look();
  }

  /** To be called now and then: what was stuck and moves again is told no more. */
  check(): void {
    const { store, warnings } = this.#hooks;
    for (const [slot, position] of this.#stuck)
      if (store.positions.next(slot) !== position) {
        this.#stuck.delete(slot);
        warnings.set(`stuck ${slot}`, undefined);
      }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#looking;
  }

  /** One look at a time, at all that is suspected then. */
  #look(): void {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined;
      if (this.#suspects.size > 0 && !this.#closed) this.#look();
    });
  }

  async #lookAtAll(): Promise<void> {
    const { slots, warnings, changed } = this.#hooks;
    const suspects = this.#suspects;
    this.#suspects = new Map();
    try {
      const topics = new Set([...suspects.keys()].flatMap((slot) => slots.partition(slot)?.topic ?? []));
      if (topics.size > 0) await this.#lookAt(suspects, [...topics]);
      warnings.set('positions', undefined);
    } catch (error) {
      if (this.#closed) return;
      warnings.set('positions', [...sayingsOf(toErrorData(error)), say('trying-again')]);
      this.#again(suspects, AGAIN_MS);
    }
    changed();
  }

  async #lookAt(suspects: Map<number, Suspect>, topics: string[]): Promise<void> {
    const { admin, store, slots, warnings, begin, goOn, gone } = this.#hooks;
    const all = await findPartitions(admin, topics, { at: 'earliest' });
    const bySlot = new Map(all.partitions.map((one) => [slots.of(one.topic, one.partition), one]));
    const partitions = [...suspects.keys()].flatMap((slot) => bySlot.get(slot) ?? []);
    const found = { ...all, partitions };
    const { anew, starts, unverified }: Checked = await holdAgainstLogs(admin, store, found);
    const fresh = new Set(anew.map((one) => partitionKey(one.topic, one.partition)));
    if (this.#closed) return;
    for (const topic of topics) warnings.set(`topics: topic ${topic}`, all.troubles.get(`topic ${topic}`));
    if (anew.length > 0)
      await begin(
        found,
        starts.filter(({ topic, partition }) => fresh.has(partitionKey(topic, partition))),
      );
    this.#tell(anew);
    const unanswered = new Set(all.unanswered);
    for (const [slot, suspect] of suspects) {
      const followed = slots.partition(slot);
      if (!followed) continue;
      const { topic, partition } = followed;
      const one = bySlot.get(slot);
      const key = one && partitionKey(one.topic, one.partition);
      if (one === undefined || key === undefined || unverified.has(key)) {
        // A topic that was created again may have fewer partitions.
        const exists = all.troubles.has(`topic ${topic}`) || unanswered.has(partitionKey(topic, partition));
        if (one || exists) this.#again(new Map([[slot, suspect]]), AGAIN_MS);
        else gone(slot);
        continue;
      }
      if (fresh.has(key)) continue;
      const next = store.positions.next(slot);
      // It was deleted before it was read (R6).
      if (next < one.low) await store.addHole(slot, next, one.low, 'deleted-by-retention');
      if (suspect.why === 'stuck') await this.#lookAtStuck(slot, one);
      if (suspect.why === 'topic') this.#later(() => goOn(slot, suspect.epoch), TOPIC_AGAIN_MS);
      else goOn(slot, suspect.epoch);
    }
  }

  /** The workers have the partition first in their next fetch, which brings what is there: unless nothing is. */
  async #lookAtStuck(slot: number, one: Found['partitions'][number]): Promise<void> {
    const { admin, store, slots, warnings } = this.#hooks;
    const offset = store.positions.next(slot);
    const answer = (await readBatches(admin, [{ ...one, offset }])).get(partitionKey(one.topic, one.partition));
    if (answer?.error !== 0 || answer.bytes?.length || offset >= answer.stable) return;
    this.#stuck.set(slot, offset);
    warnings.set(`stuck ${slot}`, [
      say('partition-stuck', { ...slots.name(slot), offset: String(offset), end: String(answer.high) }),
    ]);
  }

  #again(suspects: Map<number, Suspect>, ms: number): void {
    this.#later(() => {
      for (const [slot, { why, epoch }] of suspects) if (!this.#suspects.has(slot)) this.suspect(slot, why, epoch);
    }, ms);
  }
  #later(run: () => void, ms: number): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  #tell(anew: readonly Anew[]): void {
    for (const one of anew) {
      const ofTopic = this.#anew.get(one.topic) ?? [];
      this.#anew.set(one.topic, [...ofTopic.filter(({ partition }) => partition !== one.partition), one]);
    }
    this.#hooks.warnings.replace('anew', new Map([...this.#anew].map(([topic, all]) => [topic, anewSaid(topic, all)])));
  }
}

function anewSaid(topic: string, all: readonly Anew[]): Said[] {
  const recreated = all.filter((one) => one.recreated);
  const cut = all.filter((one) => !one.recreated);
  const newest = (list: readonly Anew[]) => Math.max(...list.map(({ incarnation }) => incarnation));
  const names = cut
    .sort((a, b) => a.partition - b.partition)
    .slice(0, MOST_NAMED)
    .map(({ partition, from }) => `${partition} (${from})`);
  if (cut.length > MOST_NAMED) names.push('…');
  return [
    ...(recreated.length > 0 ? [say('topic-anew', { topic, incarnation: newest(recreated) })] : []),
    ...(cut.length > 0 ? [say('log-anew', { topic, partitions: names.join(', '), incarnation: newest(cut) })] : []),
  ];
}
