// The editor's life within the page: made once, told what changes.
import { type RefObject, useEffect, useRef } from 'react';
import { type Text, useFormat, useText } from '../ui/text.ts';
import { createEditor, type FilterEditor, type Listener, type Words } from './editor.ts';
import type { Span } from './editor-colours.ts';
import { suggest } from './suggest.ts';
import { useKnown } from './use-known.ts';

export function useEditor({
  given,
  bad,
  describedBy,
  listener,
}: {
  /** each one that is another object sets the text; what is typed is heard of, and never set */
  given: { text: string };
  bad: Span | undefined;
  describedBy: string | undefined;
  listener: Listener;
}): { host: RefObject<HTMLDivElement | null>; editor: RefObject<FilterEditor | null> } {
  const all = useText();
  const format = useFormat();
  const known = useKnown();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<FilterEditor>(null);
  const latest = useRef({ all, format, listener, given });
  latest.current = { all, format, listener, given };

  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    const now = () => latest.current;
    const made = createEditor(
      parent,
      now().given.text,
      wordsOf(now().all),
      {
        changed: (changed) => now().listener.changed(changed),
        completing: (open) => now().listener.completing(open),
        apply: () => now().listener.apply(),
        recall: () => now().listener.recall(),
        focused(on) {
          if (on) void known();
          now().listener.focused(on);
        },
      },
      {
        suggest: async (typed, position, asked) => suggest(typed, position, await known(), asked),
        head: (sampled) => now().all.logs.fields.sample(now().format.number(sampled)),
        note({ count, hint, kind }) {
          const words = now().all.logs.filter;
          if (hint) return words.hints[hint];
          return count === undefined || kind === 'field' ? '' : now().format.number(count);
        },
      },
    );
    editor.current = made;
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, [known]);

  useEffect(() => editor.current?.setText(given.text), [given]);
  useEffect(() => editor.current?.setWords(wordsOf(all)), [all]);
  const { from, to } = bad ?? {};
  useEffect(() => {
    const span = from === undefined || to === undefined ? undefined : { from, to };
    editor.current?.setBad(span, describedBy);
  }, [from, to, describedBy]);
  return { host, editor };
}

function wordsOf({ logs: { filter } }: Text): Words {
  return { label: filter.label, placeholder: filter.placeholder, completions: filter.completions };
}
