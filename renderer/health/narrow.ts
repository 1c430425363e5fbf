// What narrows the table of partitions: a text, only problems, the partitions of one trouble; and how it is arranged.
import { useEffect, useMemo, useState } from 'react';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { wantedPartition } from '../state/wanted-partition.ts';
import { nameOf } from '../ui/partition-words.ts';
import { arrange, type Grouping, type Line, type Sort } from './lines.ts';
import { toggled } from './toggled.ts';
import type { Trouble } from './troubles.ts';

export type Narrow = {
  find: string;
  setFind(text: string): void;
  troubledOnly: boolean;
  setTroubledOnly(on: boolean): void;
  group: Grouping;
  setGroup(group: Grouping): void;
  sort: Sort;
  setSort(sort: Sort): void;
  /** opens or closes a group */
  toggle(key: string): void;
  only: Trouble | undefined;
  setOnly(key: string | undefined): void;
  clear(): void;
  lines: readonly Line[];
  /** partitions that pass, also those in closed groups */
  shown: number;
};

/** `sizes`: by name of the partition */
export function useNarrow(
  partitions: readonly PartitionHealth[],
  troubles: readonly Trouble[],
  sizes: ReadonlyMap<string, number>,
): Narrow {
  const [find, setFind] = useState(wantedPartition.get());
  // Asked for once: who comes here again by themselves sees all.
  useEffect(() => wantedPartition.set(''), []);
  const [troubledOnly, setTroubledOnly] = useState(false);
  const [group, setGroup] = useState<Grouping>('none');
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
    () => arrange(chosen, { text: find, troubledOnly, sort, group, closed, sizes }),
    [chosen, find, troubledOnly, sort, group, closed, sizes],
  );
  return {
    ...{ find, setFind, troubledOnly, setTroubledOnly, group, setGroup, sort, setSort, only, setOnly },
    lines,
    shown,
    toggle: (key) => setClosed((old) => toggled(old, key)),
    clear() {
      setFind('');
      setTroubledOnly(false);
      setOnly(undefined);
    },
  };
}
