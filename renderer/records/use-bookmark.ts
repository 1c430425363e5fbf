import { useEffect, useRef } from 'react';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useText, useTold } from '../ui/text.ts';
import { placeOf, useMarks } from './marks.ts';

/** So long after it was asked whether a note may go, the same key means yes. */
const SURE_MS = 4000;

/** Bookmarks a record by its row, or takes the bookmark away; one with a note only when it is asked for twice. */
export function useBookmark(tell: (text: string) => void): (row: number) => void {
  const engine = useEngine();
  const text = useText().records.bookmarks;
  const told = useTold();
  const marks = useMarks();
  const latest = useRef(marks);
  useEffect(() => {
    latest.current = marks;
  }, [marks]);
  const asked = useRef<{ row: number; at: number }>(undefined);

  const toggle = async (row: number) => {
    const record = await engine.call('records.detail', { row });
    const mark = latest.current.of(record);
    if (!mark) {
      await engine.call('bookmarks.save', { record: { row } });
      return text.added;
    }
    const sure = asked.current?.row === row && Date.now() - asked.current.at < SURE_MS;
    asked.current = { row, at: Date.now() };
    if (mark.note !== '' && !sure) return text.hasNote;
    await engine.call('bookmarks.remove', placeOf(record));
    return text.removed;
  };
  return (row) =>
    void toggle(row).then(tell, (error: unknown) => {
      const trouble = visibleError(error);
      if (trouble) tell(told(trouble));
    });
}
