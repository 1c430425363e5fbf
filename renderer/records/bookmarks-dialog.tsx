import { Bookmark as BookmarkIcon, CornerDownLeft, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Bookmarks } from '../../main/contract/bookmarks.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useCall } from '../engine/use-call.ts';
import { useWatch } from '../engine/use-watch.ts';
import { closeDialog } from '../state/dialog.ts';
import { place } from '../state/place.ts';
import { openPlace } from '../state/selection.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { Empty, Failed, Notice } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { oneLine } from './columns.ts';
import { NoteField } from './note-field.tsx';

type Listed = Bookmarks['bookmarks'][number];

/** A list that fits on a screen needs no search. */
const FIND_FROM = 8;

/** Every bookmark with what its record said, also where the cache does not have it any more. */
export function BookmarksDialog() {
  const text = useText().records.bookmarks;
  const format = useFormat();
  const marks = useWatch('bookmarks.marks')?.marks;
  const answer = useCall('bookmarks.list', {}, JSON.stringify(marks));
  const [words, setWords] = useState('');
  const all = answer.data?.bookmarks;
  const found = all?.filter((one) => matches(one, words));
  return (
    <Dialog title={text.title} onClose={closeDialog} width={880}>
      {answer.error ? <Failed error={answer.error} again={answer.again} /> : null}
      {all?.length === 0 ? (
        <Empty icon={<BookmarkIcon size={32} strokeWidth={1.5} />} title={text.emptyTitle}>
          {text.empty}
        </Empty>
      ) : null}
      {all && found && all.length > 0 ? (
        <div className="bookmarks">
          {all.length >= FIND_FROM ? <TextField label={text.find} value={words} onChange={setWords} autoFocus /> : null}
          <p className="field-hint number">{text.count(format.number(found.length))}</p>
          {found.length === 0 ? <p className="field-hint">{text.noneFound}</p> : null}
          <ul aria-label={text.title}>
            {found.map((one) => (
              <Item key={`${one.partition}/${one.incarnation}/${one.offset}/${one.topic}`} bookmark={one} />
            ))}
          </ul>
        </div>
      ) : null}
    </Dialog>
  );
}

function matches({ message, note, service, topic }: Listed, words: string): boolean {
  const text = [message, note, service, topic].join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Item({ bookmark }: { bookmark: Listed }) {
  const text = useText().records.bookmarks;
  const format = useFormat();
  const told = useTold();
  const engine = useEngine();
  const [error, setError] = useState<string>();
  const { topic, partition, incarnation, offset, time, row, level, service, message, note, held } = bookmark;
  const at = format.time(time, 'full');
  const jump = () => {
    closeDialog();
    openPlace({ ...place.get(), screen: 'logs', record: { time, row } });
  };
  const remove = () => {
    engine.call('bookmarks.remove', { topic, partition, incarnation, offset }).catch((failure: unknown) => {
      const trouble = visibleError(failure);
      if (trouble) setError(told(trouble));
    });
  };
  return (
    <li className="bookmark">
      <div className={`bookmark-bar bar-${level}`} />
      <div className="bookmark-said">
        <div className="bookmark-head">
          <span className="number">{at}</span>
          <span className={`level-${level}`}>{level === 'unknown' ? '–' : level.toUpperCase()}</span>
          <span className="cut">{service}</span>
          <span className="cut number bookmark-place">
            {topic}/{partition} @ {format.number(offset)}
          </span>
          {held ? null : (
            <span className="mark" title={text.goneHint}>
              {text.gone}
            </span>
          )}
        </div>
        <p className="bookmark-message">{oneLine(message)}</p>
        {error === undefined ? null : <Notice tone="error">{error}</Notice>}
        <NoteField place={{ topic, partition, incarnation, offset }} note={note} label={text.noteOf(at)} />
      </div>
      <div className="bookmark-acts">
        <Button className="small" isDisabled={!held} aria-label={text.jumpTo(at)} onPress={jump}>
          <CornerDownLeft size={13} aria-hidden />
          {text.jump}
        </Button>
        <IconButton className="small" label={text.remove(at)} onPress={remove}>
          <Trash2 size={14} />
        </IconButton>
      </div>
    </li>
  );
}
