// What to wait for among the records that arrive, and what to do then.
import { useEffect, useId, useState } from 'react';
import { MOST_MARKED } from '../main/contract/matches.ts';
import { useCall } from './engine/use-call.ts';
import { useEditor } from './filter/use-editor.ts';
import { phrase } from './state/clause.ts';
import { closeDialog } from './state/dialog.ts';
import { find } from './state/find.ts';
import { place } from './state/place.ts';
import { beginWatch, type WatchAct, watching } from './state/watch.ts';
import { Button } from './ui/button.tsx';
import { Dialog } from './ui/dialog.tsx';
import { Segmented } from './ui/fields.tsx';
import { useFormat, useText } from './ui/text.ts';

/** The one that is on, else the words that are looked for, else the filter of the view. */
function offered(): string {
  const { open, text } = find.get();
  return watching.get()?.filter ?? (open && text !== '' ? phrase(text) : place.get().filter);
}

export function WatchDialog() {
  const text = useText();
  const words = text.watch;
  const format = useFormat();
  const trouble = useId();
  const [given] = useState(() => ({ text: offered() }));
  const [draft, setDraft] = useState(given.text);
  const [completing, setCompleting] = useState(false);
  const [tried, setTried] = useState(false);
  const [act, setAct] = useState<WatchAct>(watching.get()?.act ?? 'stop');
  const { data, stale } = useCall('filter.check', { filter: draft });
  const isReadOnly = useCall('app.info', {}).data?.readOnly === true;
  const isEmpty = draft.trim() === '';
  const answer = data && !stale ? data : undefined;
  const bad = answer && !answer.ok && !completing ? answer : undefined;
  const most = format.number(MOST_MARKED);
  const cannot = act === 'bookmark' && isReadOnly;
  const start = () => {
    setTried(true);
    if (isEmpty || cannot || !answer?.ok) return;
    beginWatch({ filter: draft, topics: place.get().topics, act, note: words.note(draft), after: null });
    closeDialog();
  };
  const { host, editor } = useEditor({
    given,
    bad: bad && { from: bad.position ?? draft.length, to: bad.end ?? draft.length },
    describedBy: trouble,
    listener: { changed: setDraft, completing: setCompleting, apply: start, recall() {}, focused() {} },
  });
  useEffect(() => editor.current?.focus(), [editor]);
  return (
    <Dialog
      title={words.title}
      onClose={closeDialog}
      footer={
        <>
          <Button onPress={closeDialog}>{text.shell.cancel}</Button>
          <Button kind="primary" onPress={start} isDisabled={cannot || answer?.ok === false}>
            {words.start}
          </Button>
        </>
      }
    >
      <div className="watch-card">
        <div>
          <div className={`filter ${bad ? 'bad' : ''}`}>
            <div className="filter-field" ref={host} />
          </div>
          <p id={trouble} className={bad || (tried && isEmpty) ? 'field-error' : 'field-hint'} role="status">
            {bad ? bad.message : tried && isEmpty ? words.empty : words.hint}
          </p>
        </div>
        <div>
          <Segmented
            label={words.act}
            value={act}
            choices={[
              { value: 'stop', label: words.acts.stop },
              { value: 'bookmark', label: words.acts.bookmark },
            ]}
            onChange={setAct}
          />
          <p className={cannot ? 'field-error' : 'field-hint'}>
            {cannot ? words.hints.readOnly : act === 'stop' ? words.hints.stop : words.hints.bookmark(most)}
          </p>
        </div>
      </div>
    </Dialog>
  );
}
