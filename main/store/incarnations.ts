// Which incarnation of a partition is followed, and where it begins (R5, R7).
import type { KnownPartition, StartPosition } from '../base/ingest-port.ts';
import { fail } from '../contract/errors.ts';
import { say } from '../contract/told.ts';
import type { Micros } from '../contract/units.ts';
import type { Catalog, Part } from './catalog.ts';
import type { ActiveSegment, Start } from './segment.ts';
import type { Segments } from './segments.ts';

/**
 * Finds or makes what is to be followed. A start is in the segment, on the disk, before the catalog has the part: a crash in
 * between leaves a part that the segment names, and the next opening puts it into the catalog (Segments).
 */
export function begin(catalog: Catalog, active: ActiveSegment, cluster: string, wanted: StartPosition[]): Part[] {
  const at = Date.now() * 1000;
  return catalog.inTransaction(() => {
    const starts = wanted.map((one) => place(catalog, active, cluster, one, at));
    active.start(starts);
    if (starts.some(({ next }) => next !== null)) active.sync();
    return starts.map(({ part }) => part);
  });
}

function place(catalog: Catalog, active: ActiveSegment, cluster: string, wanted: StartPosition, at: Micros): Start {
  const { topic, partition, start, low = start, topicId = null, anew = false } = wanted;
  const newest = catalog.newestPart(cluster, topic, partition);
  const isOther = newest !== undefined && topicId !== null && newest.topicId !== null && topicId !== newest.topicId;
  const isStarted = newest !== undefined && active.next(newest.id) !== undefined;
  if (isStarted && !anew && !isOther) return { part: withId(catalog, newest, topicId), next: null, low: null };

  const next = isOther && !anew ? low : start;
  const isReused = newest !== undefined && !isStarted && ((!anew && !isOther) || catalog.isBlank(newest.id));
  const part = isReused
    ? withId(catalog, newest, topicId)
    : catalog.addPart({ cluster, topic, partition, topicId, incarnation: (newest?.incarnation ?? 0) + 1 });
  // What is left out is missing: no view may say that it is complete there.
  if (low < next) catalog.setHole({ part: part.id, from: low, to: next, cause: 'not-fetched', detail: null, at });
  return { part, next, low };
}

/** With the topic's id, where one is given: for a part that has none yet, or of which nothing is stored. */
function withId(catalog: Catalog, part: Part, topicId: string | null): Part {
  if (topicId === null || topicId === part.topicId) return part;
  catalog.setTopicId(part.id, topicId);
  return { ...part, topicId };
}

/**
 * The newest incarnations that have a position, with the last record held of each. Throws bad-input where the cache has such a
 * topic of another cluster: views go by the names of topics, and would count the two as one.
 */
export function known(
  catalog: Catalog,
  segments: Segments,
  cluster: string,
  partitions: readonly { topic: string; partition: number }[],
): KnownPartition[] {
  const other = catalog.ofOtherCluster(cluster, [...new Set(partitions.map(({ topic }) => topic))]);
  if (other) throw fail('bad-input', say('topic-of-other-cluster', other));
  return segments.withSealed((sealed) =>
    partitions.flatMap(({ topic, partition }) => {
      const part = catalog.newestPart(cluster, topic, partition);
      const position = part && segments.active.position(part.id);
      if (!position) return [];
      const { incarnation, topicId } = part;
      const { next, epoch } = position;
      const last = segments.lastRecord(part.id, next, sealed) ?? null;
      return [{ topic, partition, incarnation, topicId, next, epoch, last }];
    }),
  );
}
