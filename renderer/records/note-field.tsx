import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RecordPlace } from '../../main/contract/bookmarks.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { TextField } from '../ui/fields.tsx';
import { useText, useTold } from '../ui/text.ts';

/** The note of a bookmark, saved when it is left. Give it a key of the record: it keeps what is typed. */
export function NoteField({ place, note, label }: { place: RecordPlace; note: string; label: string }) {
  const text = useText().records.bookmarks;
  const told = useTold();
  const engine = useEngine();
  const [draft, setDraft] = useState(note);
  const [error, setError] = useState<string>();
  const saved = useRef(note);
  const save = useRef(() => {});
  save.current = () => {
    if (draft === saved.current) return;
    saved.current = draft;
    engine.call('bookmarks.save', { record: place, note: draft }).then(
      () => setError(undefined),
      (failure: unknown) => {
        const trouble = visibleError(failure);
        saved.current = note;
        if (trouble) setError(told(trouble));
      },
    );
  };
  // Another record may be shown before the field is told that it lost the focus.
  useEffect(() => () => save.current(), []);
  return (
    <TextField
      className="note-field"
      label={label}
      rows={1}
      maxLength={4000}
      placeholder={text.noteHint}
      value={draft}
      onChange={setDraft}
      onBlur={() => save.current()}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        save.current();
        if (event.target instanceof HTMLElement) event.target.blur();
      }}
      error={error}
    />
  );
}
