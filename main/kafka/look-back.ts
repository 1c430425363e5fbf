// Where logs ended some time ago: it tells how old the records are that a reader has still to read, from before anybody looked.
import type { Micros, Offset } from '../contract/units.ts';
import { type Admin, partitionKey } from './admin.ts';
import type { ClusterMetadata } from './admin-requests.ts';

/** How far back it is looked. */
const AGES_SECONDS = [10, 60, 600, 3_600, 6 * 3_600, 24 * 3_600, 7 * 24 * 3_600];

export type PastEnd = { key: string; end: Offset; at: Micros };

/** Of those partitions, the latest first; one request to each leader for each age. `ends`: of `at`. */
export async function lookBack(
  admin: Admin,
  metadata: ClusterMetadata,
  keys: ReadonlySet<string>,
  { at, ends }: { at: Micros; ends: ReadonlyMap<string, Offset> },
): Promise<PastEnd[]> {
  const topics = metadata.topics
    .map((topic) => ({
      ...topic,
      partitions: topic.partitions.filter(({ partition }) => keys.has(partitionKey(topic.name, partition))),
    }))
    .filter(({ partitions }) => partitions.length > 0);
  const now = Math.floor(at / 1000);
  const found: PastEnd[] = [];
  for (const seconds of AGES_SECONDS) {
    const then = now - seconds * 1000;
    const { offsets, silent } = await admin.offsets({ ...metadata, topics }, then);
    // Each question would wait as long for its answer.
    for (const topic of topics) topic.partitions = topic.partitions.filter(({ leader }) => !silent.has(leader));
    for (const [key, offset] of offsets) {
      // -1: there was nothing after that time, so the log ended where it does now.
      const end = offset < 0 ? ends.get(key) : offset;
      if (end !== undefined) found.push({ key, end, at: then * 1000 });
    }
  }
  return found;
}
