// Keeps what a session sees of its cluster's health: samples and events go to the cache as they come.
import { toErrorData } from './contract/errors.ts';
import type { Consumers } from './contract/health.ts';
import type { NewEvent } from './contract/history.ts';
import { say, sayingsOf, type Told, tell } from './contract/told.ts';
import { EventWatch } from './health/events.ts';
import { lagOf } from './health/reading.ts';
import { replicationFactor } from './health/replicas.ts';
import type { PartitionSnapshot, Snapshot } from './health/snapshot.ts';
import type { WriterWithProfiles } from './store/writer.ts';

type KeptEvent = NewEvent & { key?: string };
/** What is known of a partition besides its sample: whether this session reads it, and the bytes of its log. */
type Known = {
  isOwn(topic: string, partition: number): boolean;
  sizeOf(topic: string, partition: number): number | undefined;
};

export class HealthKeeper {
  readonly #writer: WriterWithProfiles;
  readonly #changed: () => void;
  #watch: EventWatch | undefined;
  #cluster: string | undefined;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  #state: Consumers['state'] = 'none';
  /** by generation, as it was last kept */
  readonly #rebalances = new Map<string, string>();
  /** why the last of it could not be kept */
  trouble: Told | undefined;

  /** `changed`: something more is kept, or there is trouble. */
  constructor(writer: WriterWithProfiles, changed: () => void) {
    this.#writer = writer;
    this.#changed = changed;
  }

  /** One that comes while the cache is still busy with others is left out: it is a sample. */
  sampled(snapshot: Snapshot, known: Known): void {
    if (this.#waiting < 2) this.#then(() => this.#keep(snapshot, known));
  }

  /** The group's state and its rebalances, whenever something of them may be new. */
  grouped({ group, state, rebalances }: Consumers): void {
    const events: KeptEvent[] = [];
    const cluster = { topic: null, partition: null, notBefore: null, count: 1 };
    if (state !== this.#state) {
      const values = { from: this.#state, to: state };
      events.push({ ...cluster, at: Date.now() * 1000, kind: 'group-state', values, told: null });
      this.#state = state;
    }
    // One that is still going on is kept as it is so far.
    for (const { at, cause, ...values } of rebalances.slice(0, 3)) {
      const key = `rebalance ${group} ${values.generation} ${at}`;
      const text = JSON.stringify(values);
      if (this.#rebalances.get(key) === text) continue;
      this.#rebalances.set(key, text);
      events.push({ ...cluster, at, kind: 'rebalance', values, told: cause, key });
    }
    if (events.length > 0) this.note(events);
  }

  note(events: KeptEvent[]): void {
    this.#then(() => this.#writer.noteEvents(events));
  }

  /** Resolves when all that was given is kept, or could not be. */
  settled(): Promise<void> {
    return this.#turn;
  }

  async #keep(snapshot: Snapshot, { isOwn, sizeOf }: Known): Promise<void> {
    const { at, partitions, brokers } = snapshot;
    const cluster = snapshot.clusterId ?? '';
    if (!this.#watch || this.#cluster !== cluster)
      this.#watch = new EventWatch(await this.#writer.healthState(cluster));
    this.#cluster = cluster;
    const { events, state, changed } = this.#watch.observe(snapshot);
    await this.#writer.keepHealth({
      ...{ cluster, at, brokers: brokers.length },
      partitions: partitions.map(({ topic, partition }) => ({ topic, partition })),
      figures: partitions.map((one) => figuresOf(one, sizeOf(one.topic, one.partition))),
      // What this session reads itself becomes a hole when it is lost, and the writer keeps the event with it.
      events: events.filter(
        ({ kind, topic, partition }) => kind !== 'records-lost' || !isOwn(topic ?? '', partition ?? -1),
      ),
      state: changed ? state : undefined,
    });
  }

  #then(run: () => Promise<void>): void {
    this.#waiting++;
    this.#turn = this.#turn.then(run).then(
      () => {
        this.#waiting--;
        this.trouble = undefined;
        this.#changed();
      },
      (error: unknown) => {
        this.#waiting--;
        this.trouble = tell(say('health-not-kept'), ...sayingsOf(toErrorData(error)));
        this.#changed();
      },
    );
  }
}

function figuresOf(one: PartitionSnapshot, bytes: number | undefined) {
  const { logStart, highWatermark, position, leader, isr } = one;
  const lag = lagOf(position, highWatermark) ?? -1;
  return {
    ...{ end: highWatermark ?? -1, start: logStart ?? -1, lag, lagMost: lag },
    ...{
      leader: leader ?? -1,
      inSync: leader === null ? 0 : isr.length,
      replicas: replicationFactor(one),
      bytes: bytes ?? -1,
    },
  };
}
