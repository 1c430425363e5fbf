// Which incarnation of a partition is followed, and where it begins (R5, R7).
import type { KnownPartition, StartPosition } from '../base/ingest-port.ts';
import type { Offset } from '../contract/units.ts';
import type { Catalog, Part } from './catalog.ts';
import type { ActiveSegment } from './segment.ts';
import type { Segments } from './segments.ts';

/** `next` holds where the part has no position yet. */
type Start = { part: Part; next: Offset; low: Offset };

/**
 * Finds or makes what is to be followed, in one transaction of the catalog, and only then stores the starts: a crash in between
 * leaves a part without a position, which is begun again.
 */
export function begin(catalog: Catalog, active: ActiveSegment, cluster: string, wanted: StartPosition[]): Part[] {
  const atMs = Date.now();
  const starts = catalog.inTransaction(() => wanted.map((one) => place(catalog, active, cluster, one, atMs * 1000)));
  active.start(starts);
  const parts = starts.map(({ part }) => part);
  active.name(parts);
  return parts;
}

function place(catalog: Catalog, active: ActiveSegment, cluster: string, wanted: StartPosition, at: number): Start {
  const { topic, partition, start, low = start, topicId = null, anew = false } = wanted;
  const newest = catalog.newestPart(cluster, topic, partition);
  const isOther = newest !== undefined && topicId !== null && newest.topicId !== null && topicId !== newest.topicId;
  const position = newest && active.next(newest.id);
  const isNext = (anew || isOther) && newest !== undefined && (position !== undefined || !catalog.isBlank(newest.id));
  if (newest && !isNext && position !== undefined)
    return { part: named(catalog, newest, topicId), next: position, low };

  const next = isOther && !anew ? low : start;
  const part =
    newest && !isNext
      ? named(catalog, newest, topicId)
      : catalog.addPart({ cluster, topic, partition, topicId, incarnation: (newest?.incarnation ?? 0) + 1 });
  // What is left out is missing: no view may say that it is complete there.
  if (low < next) catalog.setHole({ part: part.id, from: low, to: next, cause: 'not-fetched', detail: null, at });
  return { part, next, low };
}

/** With the topic's id, where that was not known; a part of which nothing is held takes whatever id it is given. */
function named(catalog: Catalog, part: Part, topicId: string | null): Part {
  if (topicId === null || topicId === part.topicId) return part;
  catalog.setTopicId(part.id, topicId);
  return { ...part, topicId };
}

/** The newest incarnations that have a position, with the last record held of each. */
export function known(
  catalog: Catalog,
  segments: Segments,
  cluster: string,
  partitions: readonly { topic: string; partition: number }[],
): KnownPartition[] {
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
