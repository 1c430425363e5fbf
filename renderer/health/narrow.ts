// What narrows the table of partitions: a text, only problems, the partitions of one trouble; and how it is arranged.
import { useEffect, useMemo, useState } from 'react';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { wantedPartition } from '../state/wanted-partition.ts';
import { nameOf } from '../ui/partition-words.ts';
import { arrange, type Line, type Sort } from './lines.ts';
import type { Trouble } from './troubles.ts';

export type Narrow = {
  find: string;
  setFind(text: string): void;
  troubledOnly: boolean;
  setTroubledOnly(on: boolean): void;
  grouped: boolean;
  setGrouped(on: boolean): void;
  sort: Sort;
  setSort(sort: Sort): void;
  /** opens or closes a topic's group */
  toggle(topic: string): void;
  only: Trouble | undefined;
  setOnly(key: string | undefined): void;
  clear(): void;
  lines: readonly Line[];
  /** partitions that pass, also those in closed groups */
  shown: number;
};

export function useNarrow(partitions: readonly PartitionHealth[], troubles: readonly Trouble[]): Narrow {
  const [find, setFind] = useState(wantedPartition.get());
  // Asked for once: who comes here again by themselves sees all.
  useEffect(() => wantedPartition.set(''), []);
  const [troubledOnly, setTroubledOnly] = useState(false);
  const [grouped, setGrouped] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useState<Sort>({ key: 'status', descending: true });
  const [onlyKey, setOnly] = useState<string>();
  const only = troubles.find((trouble) => trouble.key === onlyKey);

  const chosen = useMemo(() => {
    if (!only) return partitions;
    const names = new Set(only.partitions);
    return partitions.filter((partition) => names.has(nameOf(partition)));
  }, [partitions, only]);
  const { lines, shown } = useMemo(
    () => arrange(chosen, { text: find, troubledOnly, sort, grouped, closed }),
    [chosen, find, troubledOnly, sort, grouped, closed],
  );
  return {
    ...{ find, setFind, troubledOnly, setTroubledOnly, grouped, setGrouped, sort, setSort, only, setOnly },
    lines,
    shown,
    toggle: (topic) =>
      setClosed((old) => {
        const next = new Set(old);
        if (!next.delete(topic)) next.add(topic);
        return next;
      }),
    clear() {
      setFind('');
      setTroubledOnly(false);
      setOnly(undefined);
    },
  };
}
