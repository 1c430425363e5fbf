// Who reads each followed partition: exactly one worker, unless something is wrong or other members of the group share the work.
import type { Consumers } from '../../main/contract/health.ts';

export type Reader =
  | { kind: 'worker'; id: number }
  /** a member that is not of this viewer, as "client at address" */
  | { kind: 'other'; who: string }
  | { kind: 'none' }
  | { kind: 'twice'; ids: number[] }
  /** nobody or several, while the group is being shared out */
  | { kind: 'moving' };
export type Cell = { topic: string; partition: number; reader: Reader };
export type Readers = {
  /** topics with something wrong first, then by name; partitions in order */
  topics: { topic: string; cells: Cell[] }[];
  count: Record<Reader['kind'], number>;
  all: number;
  wrong: Cell[];
};

/** `followed`: the topics of the session; other members may read more. */
export function readersOf({ workers, others, unread, state }: Consumers, followed: readonly string[]): Readers {
  const topics = new Map<string, Map<number, Reader>>(followed.map((topic) => [topic, new Map()]));
  const isStable = state === 'stable';
  for (const { clientId, host, partitions } of others)
    for (const { topic, partition } of partitions)
      topics.get(topic)?.set(partition, { kind: 'other', who: `${clientId} (${host})` });
  for (const { topic, partition } of unread) topics.get(topic)?.set(partition, { kind: isStable ? 'none' : 'moving' });
  for (const { id, partitions } of workers)
    for (const { topic, partition } of partitions) {
      const before = topics.get(topic)?.get(partition);
      const reader = takenBy(id, before);
      topics.get(topic)?.set(partition, !isStable && reader.kind === 'twice' ? { kind: 'moving' } : reader);
    }

  const rows = [...topics].map(([topic, readers]) => ({
    topic,
    cells: [...readers].sort(([a], [b]) => a - b).map(([partition, reader]) => ({ topic, partition, reader })),
  }));
  const cells = rows.flatMap((row) => row.cells);
  const count = { worker: 0, other: 0, none: 0, twice: 0, moving: 0 };
  for (const { reader } of cells) count[reader.kind]++;
  const wrongIn = (row: { cells: Cell[] }) => row.cells.filter(isWrong).length;
  rows.sort((a, b) => Math.sign(wrongIn(b)) - Math.sign(wrongIn(a)) || (a.topic < b.topic ? -1 : 1));
  return { topics: rows, count, all: cells.length, wrong: cells.filter(isWrong) };
}

function takenBy(id: number, before: Reader | undefined): Reader {
  if (before?.kind === 'worker') return { kind: 'twice', ids: [before.id, id] };
  if (before?.kind === 'twice') return { kind: 'twice', ids: [...before.ids, id] };
  return { kind: 'worker', id };
}

function isWrong({ reader }: Cell): boolean {
  return reader.kind === 'none' || reader.kind === 'twice';
}
