// The oracle: what brokers acknowledged, record by record, and what is still uncertain. Every attempt to send has values of its
// own, so that a record whose acknowledgement was lost can be in the log once at most.
import { createHash } from 'node:crypto';
import type { Coverage, Hole } from '../../main/contract/records.ts';

export type Sent = { key: string | null; value: string | Buffer | null };
export type Found = { topic: string; partition: number; offset: number; hash: string };

type Entry = { hash: string; incarnation: number; required: boolean; found: number };

export type Verdict = {
  /** acknowledged */
  sent: number;
  /** of those not in the cache, in a hole with a cause that this fault allows */
  named: number;
  lost: number;
  doubled: number;
  /** in the cache and never sent so, or never committed */
  extra: number;
  /** the first few things that are wrong */
  faults: string[];
};

export function hashOf(key: Buffer | string | null, value: Buffer | string | null): string {
  const hash = createHash('sha1');
  for (const part of [key, value]) hash.update(part === null ? '-' : `+${Buffer.byteLength(part)}:`).update(part ?? '');
  return hash.digest('base64url');
}

export class Ledger {
  /** by topic/partition, then offset: one entry an incarnation */
  readonly #entries = new Map<string, Map<number, Entry[]>>();
  /** sent, and neither acknowledged nor refused: hash to how often it was found */
  readonly #uncertain = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  readonly #incarnations = new Map<string, number>();
  /** by topic: key to the entry of its newest record */
  readonly #compacted = new Map<string, Map<string, Entry>>();
  #sent = 0;

  get sent(): number {
    return this.#sent;
  }
  acknowledged(topic: string, partition: number, baseOffset: number, records: readonly Sent[]): void {
    const place = `${topic}/${partition}`;
    const offsets = this.#entries.get(place) ?? new Map<number, Entry[]>();
    this.#entries.set(place, offsets);
    const newest = this.#compacted.get(topic);
    for (const [i, { key, value }] of records.entries()) {
      const entry: Entry = {
        hash: hashOf(key, value),
        incarnation: this.#incarnations.get(topic) ?? 1,
        required: true,
        found: 0,
      };
      const before = newest?.get(`${partition}/${key}`);
      if (before) before.required = false;
      newest?.set(`${partition}/${key}`, entry);
      const others = offsets.get(baseOffset + i);
      if (others) others.push(entry);
      else offsets.set(baseOffset + i, [entry]);
    }
    this.#ends.set(place, Math.max(this.#ends.get(place) ?? 0, baseOffset + records.length));
    this.#sent += records.length;
  }
  uncertain(records: readonly Sent[]): void {
    for (const { key, value } of records) this.#uncertain.set(hashOf(key, value), 0);
  }
  /** Of a topic that is compacted only the newest record of a key must be there. */
  compacts(topic: string): void {
    this.#compacted.set(topic, new Map());
  }
  /** The topic was deleted and created again: its offsets begin anew. */
  recreated(topic: string): void {
    this.#incarnations.set(topic, (this.#incarnations.get(topic) ?? 1) + 1);
    for (const place of this.#ends.keys()) if (place.startsWith(`${topic}/`)) this.#ends.delete(place);
  }

  /** Whether caches, together, have gone as far as what was acknowledged, in each partition's newest incarnation. */
  isReached(coverages: readonly Coverage[], only: (place: string) => boolean = () => true): boolean {
    const partitions = coverages.flatMap((one) => one.partitions);
    return [...this.#ends].every(([place, end]) => {
      if (!only(place)) return true;
      const known = partitions.filter((one) => isAt(one, place));
      const newest = Math.max(...known.map((one) => one.incarnation));
      return known.some((one) => one.incarnation === newest && one.next >= end);
    });
  }

  /**
   * Every record of a cache against what was acknowledged. `causes`: of holes that may excuse a missing record. `only`: offsets
   * that the cache must have; the default is all.
   */
  async compare(
    found: AsyncIterable<Found>,
    coverage: Coverage,
    {
      causes = [],
      only = () => true,
    }: { causes?: Hole['cause'][]; only?: (place: string, offset: number) => boolean } = {},
  ): Promise<Verdict> {
    const verdict: Verdict = { sent: 0, named: 0, lost: 0, doubled: 0, extra: 0, faults: [] };
    const wrong = (kind: 'lost' | 'doubled' | 'extra', what: string) => {
      verdict[kind]++;
      if (verdict.faults.length < 5) verdict.faults.push(`${kind}: ${what}`);
    };
    this.#forget();
    for await (const { topic, partition, offset, hash } of found) {
      const place = `${topic}/${partition}`;
      const entry = this.#entries
        .get(place)
        ?.get(offset)
        ?.find((one) => one.hash === hash);
      const before = entry?.found ?? this.#uncertain.get(hash);
      if (before === undefined) wrong('extra', `${place} offset ${offset}`);
      else if (before > 0) wrong('doubled', `${place} offset ${offset}`);
      else if (!coverage.partitions.some((one) => isAt(one, place) && isWithin(one.held, offset)))
        wrong('lost', `${place} offset ${offset} is stored, but the coverage does not tell`);
      if (entry) entry.found++;
      else this.#uncertain.set(hash, 1);
    }
    for (const [place, offsets] of this.#entries) {
      const holes = coverage.holes.filter((hole) => isAt(hole, place) && causes.includes(hole.cause));
      for (const [offset, entries] of offsets)
        for (const entry of entries) {
          if (!only(place, offset)) continue;
          verdict.sent++;
          if (entry.found > 0 || !entry.required) continue;
          if (holes.some(({ from, to }) => offset >= from && offset < to)) verdict.named++;
          else wrong('lost', `${place} offset ${offset} of incarnation ${entry.incarnation}`);
        }
    }
    return verdict;
  }

  #forget(): void {
    for (const offsets of this.#entries.values())
      for (const entries of offsets.values()) for (const entry of entries) entry.found = 0;
    for (const hash of this.#uncertain.keys()) this.#uncertain.set(hash, 0);
  }
}

function isAt(one: { topic: string; partition: number }, place: string): boolean {
  return `${one.topic}/${one.partition}` === place;
}

/** `held` is ascending and disjoint. */
function isWithin(held: readonly (readonly [number, number])[], offset: number): boolean {
  let [low, high] = [0, held.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((held[middle]?.[1] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const range = held[low];
  return range !== undefined && range[0] <= offset;
}
