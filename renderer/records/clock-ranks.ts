// Ranks in the order of another clock than the record's own: by keys of which the engine says how many records are before them. Pure.

import type { Ranks } from '../../main/contract/ranks.ts';
import type { Key, PageRequest } from '../../main/contract/records.ts';
import type { Order } from './rank.ts';

export class ClockRanks {
  readonly total: number;
  readonly #steps: Ranks['steps'];
  readonly #order: Order;

  constructor({ steps, total }: Ranks, order: Order) {
    this.#steps = steps;
    this.total = total;
    this.#order = order;
  }

  /** Where to begin, and how many records to pass over. rank: 0 to total - 1. */
  place(rank: number): { start: PageRequest['start']; skip: number } {
    if (this.#order === 'asc') {
      const step = this.#steps.findLast(({ before }) => before <= rank);
      // Behind the key just before it: it is one of the records itself.
      return step
        ? { start: { at: 'after', key: keyBefore(step.key) }, skip: rank - step.before }
        : { start: { at: 'first' }, skip: rank };
    }
    const ascending = this.total - 1 - rank;
    const step = this.#steps.find(({ before }) => before > ascending);
    return step
      ? { start: { at: 'after', key: step.key }, skip: step.before - 1 - ascending }
      : { start: { at: 'first' }, skip: rank };
  }

  /** Records with keys less than that of a step at or before the key; the rest is to be counted from there. */
  before(key: Key): { count: number; since: Key | undefined } {
    const step = this.#steps.findLast((one) => compare(one.key, key) <= 0);
    return { count: step?.before ?? 0, since: step?.key };
  }

  /** The rank of the first record that is not before the key (in the order), where so many have smaller keys. */
  rankFrom(smaller: number, isRecord: boolean): number {
    const rank = this.#order === 'asc' ? smaller : this.total - smaller - (isRecord ? 1 : 0);
    return Math.min(Math.max(0, this.total - 1), Math.max(0, rank));
  }
}

export function keyBefore({ time, row }: Key): Key {
  return { time, row: Math.max(0, row - 1) };
}

function compare(a: Key, b: Key): number {
  return a.time - b.time || a.row - b.row;
}
