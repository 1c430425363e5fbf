// A reader that is known by what it has committed alone. Commits are not seen, only where the last one has left its offset: one of the
// same offset is taken to come at the distance that this reader's commits were seen to have.
import type { Micros, Offset } from '../contract/units.ts';
import { addSample, type ReaderSample, WINDOW_SAMPLES } from './burrow.ts';
import { lagOf } from './reading.ts';

const SECOND = 1_000_000;
/** Rounds come a little early or late. */
const MIN_SAMPLE_DISTANCE = SECOND;
/** While fewer distances were seen they are not known: a reader that is mostly at the end commits soon by chance. */
const NEEDED_DISTANCES = 3;
/** Longer than the rarest commits that are usual, each five minutes with Flink's checkpoints. */
export const UNSEEN_AFTER = 360 * SECOND;

export class CommitWatch {
  /** the last WINDOW_SAMPLES: each new offset, and an old one again after the distance of commits */
  readonly samples: ReaderSample[] = [];
  readonly #unseenAfter: Micros;
  /** how long records had waited when the offset moved, the last of them */
  #distances: Micros[] = [];
  #changedAt: Micros | null = null;
  #waitsSince: Micros | null = null;
  #end: Offset | null = null;

  /** `unseenAfter`: for tests */
  constructor(unseenAfter = UNSEEN_AFTER) {
    this.#unseenAfter = unseenAfter;
  }

  /** Looks in the order of their time; `end` null: not known. */
  observe(offset: Offset, end: Offset | null, at: Micros): void {
    const last = this.samples.at(-1);
    const isNew = last !== undefined && last.offset !== offset;
    if (isNew) this.#moved(offset, last.offset, at);
    const lag = lagOf(offset, end);
    // A new one was committed after the look before, when the log ended there: what has come since, it need not have known of. When the
    // first was committed nobody knows.
    const then = isNew && this.#end !== null && end !== null ? Math.min(this.#end, end) : end;
    const known = last === undefined ? null : lagOf(offset, then);
    if (isNew || last === undefined || at - last.at >= this.#distance() - MIN_SAMPLE_DISTANCE)
      addSample(this.samples, { offset, at, lag: known }, MIN_SAMPLE_DISTANCE);
    if (lag === 0) this.#waitsSince = null;
    else if (lag !== null) this.#waitsSince ??= at;
    this.#end = end ?? this.#end;
  }

  /** When it was seen to commit last; null: not yet. */
  get changedAt(): Micros | null {
    return this.#changedAt;
  }
  /** Since when records wait and nothing was committed; null: none wait. */
  get waitsSince(): Micros | null {
    return this.#waitsSince;
  }
  /** How many commits are among the samples; the others are looks at the same offset. */
  get commits(): number {
    return this.samples.filter(({ offset }, i) => offset !== this.samples[i - 1]?.offset).length;
  }
  /** Whether one that stands in all samples has stood for too long: where the distance of its commits is known, the samples say so. */
  isOverdue(at: Micros): boolean {
    if (this.#distances.length >= NEEDED_DISTANCES) return true;
    return this.#waitsSince !== null && at - this.#waitsSince >= this.#unseenAfter;
  }

  #moved(offset: Offset, from: Offset, at: Micros): void {
    // What came before the first one that was seen is a part of a distance.
    if (this.#changedAt !== null && this.#waitsSince !== null)
      this.#distances = [...this.#distances, at - this.#waitsSince].slice(-(WINDOW_SAMPLES - 1));
    this.#changedAt = at;
    this.#waitsSince = null;
    // Looks at the offset before, while the distance was not known, were no commits. Where it went back all of them tell so.
    if (offset > from) while (this.samples.at(-2)?.offset === from) this.samples.pop();
  }

  #distance(): Micros {
    if (this.#distances.length >= NEEDED_DISTANCES) return Math.max(...this.#distances);
    // Looks are not to drive out the few commits that were seen before it is judged whether another is overdue.
    return this.#changedAt === null ? 0 : this.#unseenAfter / (WINDOW_SAMPLES - 1) + MIN_SAMPLE_DISTANCE;
  }
}
