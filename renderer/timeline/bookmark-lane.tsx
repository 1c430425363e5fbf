// Bookmarked records of the view's topics as marks in time, each with its note.
import { Bookmark } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { Mark, RecordPlace } from '../../main/contract/bookmarks.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { openDialog } from '../state/dialog.ts';
import { place, usePlace } from '../state/place.ts';
import { openPlace } from '../state/selection.ts';
import { zoomTo } from '../state/zoom.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';
import type { Scale } from './bars.ts';
import { EventLane, EventTip, type LaneProps } from './event-lane.tsx';
import { eventRuns, type Run } from './event-runs.ts';

const APART = 26;
/** microseconds: marks that are nearer to each other are not to be told apart by zooming */
const NEAR = 5000;
const timeOf = ({ time }: Mark) => time;

export const BookmarkLane = memo(function BookmarkLane({
  marks,
  scale,
  tell,
  onPoint,
}: {
  marks: readonly Mark[];
  scale: Scale;
  /** gets what a person should know */
  tell: (text: string) => void;
} & Pick<LaneProps, 'onPoint'>) {
  const text = useText().timeline.lanes;
  const format = useFormat();
  const told = useTold();
  const engine = useEngine();
  const { topics } = usePlace();
  const runs = useMemo(() => {
    const wanted = topics === null ? marks : marks.filter(({ topic }) => topics.includes(topic));
    return eventRuns(wanted, timeOf, scale, APART);
  }, [marks, topics, scale]);

  const open = async (mark: Mark) => {
    const { bookmarks } = await engine.call('bookmarks.list', {});
    const found = bookmarks.find((one) => isSame(one, mark));
    if (found?.held) openPlace({ ...place.get(), screen: 'logs', record: { time: found.time, row: found.row } });
    else {
      tell(text.gone);
      openDialog({ kind: 'bookmarks' });
    }
  };
  const press = ({ items, from, to }: Run<Mark>) => {
    const [first, second] = items;
    if (second && to - from >= NEAR) zoomTo(from - (to - from) / 10, to + (to - from) / 10);
    else if (second) openDialog({ kind: 'bookmarks' });
    else if (first)
      open(first).catch((error: unknown) => {
        const trouble = visibleError(error);
        if (trouble) tell(told(trouble));
      });
  };
  const label = ({ items, from }: Run<Mark>) => {
    const at = format.time(from, 'full', 3);
    return items.length > 1
      ? text.bookmarks.several(format.number(items.length), at)
      : text.bookmarks.one(at, items[0]?.note ?? '');
  };
  return (
    <EventLane
      name={text.bookmarks.name}
      kind="bookmark-lane"
      runs={runs}
      width={scale.width}
      label={label}
      sign={({ note }) => <Bookmark size={12} className={note === '' ? '' : 'noted'} aria-hidden />}
      onPress={press}
      onPoint={onPoint}
      tip={({ items, from, to }) => (
        <EventTip
          items={items}
          keyOf={(mark) => `${mark.topic} ${mark.partition} ${mark.incarnation} ${mark.offset}`}
          time={(mark) => format.time(mark.time, 'day-time', 3)}
          foot={
            items.length === 1 ? text.bookmarks.press : to - from >= NEAR ? text.pressNearer : text.bookmarks.pressAll
          }
        >
          {(mark) => (mark.note === '' ? text.bookmarks.noNote : mark.note)}
        </EventTip>
      )}
    />
  );
});

function isSame(a: RecordPlace, b: RecordPlace): boolean {
  return a.topic === b.topic && a.partition === b.partition && a.incarnation === b.incarnation && a.offset === b.offset;
}
