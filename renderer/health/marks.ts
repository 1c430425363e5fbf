// What the last look at configuration and sizes says of each partition, by its name.
import type { ClusterReport, LayoutReason } from '../../main/contract/cluster.ts';
import { nameOf } from '../ui/partition-words.ts';

export type PartitionMark = {
  bytes: number | null;
  /** of each replica */
  replicas: ReadonlyMap<number, number | null>;
  codes: readonly LayoutReason['code'][];
};
export type PartitionMarks = ReadonlyMap<string, PartitionMark>;

export function marksOf(report: ClusterReport | undefined): PartitionMarks {
  const marks = new Map<string, PartitionMark>();
  for (const { topic, partitions, reasons } of report?.topics ?? [])
    for (const { partition, bytes, replicas } of partitions)
      marks.set(nameOf({ topic, partition }), {
        bytes,
        replicas: new Map(replicas.map((one) => [one.broker, one.bytes])),
        codes: reasons.filter((reason) => reason.partitions.includes(partition)).map(({ code }) => code),
      });
  return marks;
}

export function sizesOf(marks: PartitionMarks): ReadonlyMap<string, number> {
  return new Map(
    [...marks].flatMap(([name, { bytes }]): [string, number][] => (bytes === null ? [] : [[name, bytes]])),
  );
}
