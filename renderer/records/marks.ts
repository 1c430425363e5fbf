// Which rows are bookmarked, by what the brokers name them by.
import { useMemo } from 'react';
import type { Mark, RecordPlace } from '../../main/contract/bookmarks.ts';
import type { Row } from '../../main/contract/records.ts';
import { useWatch } from '../engine/use-watch.ts';

export function placeOf({ topic, partition, incarnation = 1, offset }: Omit<Row, 'values'>): RecordPlace {
  return { topic, partition, incarnation, offset };
}

const keyOf = ({ topic, partition, incarnation, offset }: RecordPlace) =>
  `${partition}/${incarnation}/${offset}/${topic}`;

export type Marks = { of(row: Omit<Row, 'values'>): Mark | undefined };

export function useMarks(): Marks {
  const marks = useWatch('bookmarks.marks')?.marks;
  return useMemo(() => {
    const byKey = new Map(marks?.map((mark) => [keyOf(mark), mark]));
    return { of: (row) => byKey.get(keyOf(placeOf(row))) };
  }, [marks]);
}
