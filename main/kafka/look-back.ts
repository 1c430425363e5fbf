// Where logs ended some time ago: it tells how old the records are that a reader has still to read, from before anybody looked.
import type { Micros, Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import type { ClusterMetadata } from './admin-requests.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How far back it is looked: what lies between two of them is known to a factor of two or so. */
const AGES_MS = [
  ...[
    10 * SECOND,
    20 * SECOND,
    40 * SECOND,
    80 * SECOND,
    160 * SECOND,
    5 * MINUTE,
    10 * MINUTE,
    20 * MINUTE,
    40 * MINUTE,
  ],
  ...[1.5 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 96 * HOUR, 168 * HOUR],
];

export type PastEnd = { key: string; end: Offset; at: Micros };
/** `whole`: of which all was answered */
export type PastEnds = { ends: PastEnd[]; whole: ReadonlySet<string> };

/**
 * Of those partitions, the latest first, until the log ended at the offset that is asked for or before; one request to each leader
 * for each age. `ends`: of `at`. `retentionMs`: of a topic: it is looked so far back too, for what is older may be deleted.
 */
export async function lookBack(
  admin: Admin,
  metadata: ClusterMetadata,
  wanted: ReadonlyMap<string, Offset>,
  { at, ends }: { at: Micros; ends: ReadonlyMap<string, Offset> },
  retentionMs: (topic: string) => number | null = () => null,
): Promise<PastEnds> {
  const now = Math.floor(at / 1000);
  const topics = metadata.topics
    .map((topic) => ({
      ...topic,
      ages: new Set(agesOf(retentionMs(topic.name), now)),
      partitions: topic.partitions.filter(({ partition }) => wanted.has(partitionKey(topic.name, partition))),
    }))
    .filter(({ partitions }) => partitions.length > 0);
  const ages = [...new Set(topics.flatMap((topic) => [...topic.ages]))];
  const found: PastEnd[] = [];
  const placed = new Set<string>();
  const whole = new Set(wanted.keys());
  for (const age of ages.sort((a, b) => a - b)) {
    const asked = topics.filter((topic) => topic.ages.has(age) && topic.partitions.length > 0);
    if (asked.length === 0) continue;
    const then = now - age;
    const { offsets, silent } = await admin.offsets({ ...metadata, topics: asked }, then);
    for (const topic of asked) {
      for (const { partition } of topic.partitions) {
        const key = partitionKey(topic.name, partition);
        const offset = offsets.get(key);
        // -1: there was nothing after that time, so the log ended where it does now.
        const end = offset !== undefined && offset < 0 ? ends.get(key) : offset;
        if (end === undefined) whole.delete(key);
        else {
          found.push({ key, end, at: then * 1000 });
          if (end <= (wanted.get(key) ?? 0)) placed.add(key);
        }
      }
      // Each question to one that is silent would wait as long for its answer.
      topic.partitions = topic.partitions.filter(
        ({ leader, partition }) => !silent.has(leader) && !placed.has(partitionKey(topic.name, partition)),
      );
    }
  }
  return { ends: found, whole };
}

/** What is not answered is looked for again some times. */
export function tellPast(
  history: {
    addOlder(key: string, end: Offset, at: Micros): void;
    looked(key: string, offset: Offset, isWhole: boolean): void;
  },
  wanted: ReadonlyMap<string, Offset>,
  { ends, whole }: PastEnds,
): void {
  for (const { key, end, at } of ends) history.addOlder(key, end, at);
  for (const [key, offset] of wanted) history.looked(key, offset, whole.has(key));
}

function agesOf(retention: number | null, now: number): number[] {
  return retention !== null && retention > 0 && retention < now ? [...AGES_MS, retention] : AGES_MS;
}
