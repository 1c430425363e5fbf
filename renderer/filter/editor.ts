// The filter's editor: CodeMirror with one line of text. What it means and what is done with it is the filter bar's.
import { acceptCompletion, closeCompletion, completionStatus, moveCompletionSelection } from '@codemirror/autocomplete';
import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { Compartment, EditorSelection, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { colours, markBad, type Span } from './editor-colours.ts';
import { completion, openCompletion, type Source } from './editor-completion.ts';
import { theme } from './editor-theme.ts';

const MOST_CHARS = 10_000;

/** What the bar hears of the editor. */
export type Listener = {
  changed(text: string): void;
  /** whether completions are shown */
  completing(open: boolean): void;
  apply(): void;
  /** the arrow up, where there is nothing to move in */
  recall(): void;
  focused(on: boolean): void;
};

export type Words = { label: string; placeholder: string; completions: string };

export type FilterEditor = {
  focus(): void;
  /** Sets the text where it differs; can be undone. The cursor goes to its end. */
  setText(text: string): void;
  /** Marks what does not parse; `describedBy` is the id of the element that says why. */
  setBad(bad: Span | undefined, describedBy: string | undefined): void;
  setWords(words: Words): void;
  destroy(): void;
};

export function createEditor(
  parent: HTMLElement,
  text: string,
  words: Words,
  listener: Listener,
  source: Source,
): FilterEditor {
  const wording = new Compartment();
  const trouble = new Compartment();
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      keys(listener),
      history(),
      keymap.of([...standardKeymap, ...historyKeymap]),
      oneLine,
      plainReplacing,
      EditorView.lineWrapping,
      colours,
      completion(source),
      theme,
      wording.of(wordsOf(words)),
      trouble.of(describe(false, undefined)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) listener.changed(update.state.doc.toString());
        if (update.focusChanged) listener.focused(update.view.hasFocus);
        const open = completionStatus(update.state) === 'active';
        if (open !== (completionStatus(update.startState) === 'active')) listener.completing(open);
      }),
    ],
  });
  return {
    focus: () => view.focus(),
    setText(wanted) {
      if (view.state.doc.toString() === wanted) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: wanted },
        selection: EditorSelection.cursor(wanted.length),
        scrollIntoView: true,
      });
    },
    setBad(bad, describedBy) {
      view.dispatch({ effects: [markBad.of(bad), trouble.reconfigure(describe(bad !== undefined, describedBy))] });
    },
    setWords: (next) => view.dispatch({ effects: wording.reconfigure(wordsOf(next)) }),
    destroy: () => view.destroy(),
  };
}

/** Enter applies, unless a completion was chosen with the arrows; Tab goes on to the next control, as everywhere. */
function keys(listener: Listener): Extension {
  return Prec.highest(
    keymap.of([
      {
        key: 'Enter',
        run(view) {
          if (acceptCompletion(view)) return true;
          closeCompletion(view);
          listener.apply();
          return true;
        },
      },
      {
        key: 'Escape',
        run(view) {
          if (closeCompletion(view)) return true;
          view.contentDOM.blur();
          return true;
        },
      },
      {
        key: 'ArrowUp',
        run(view) {
          if (moveCompletionSelection(false)(view)) return true;
          if (view.state.doc.length > 0) return false;
          listener.recall();
          return true;
        },
      },
      {
        key: 'ArrowDown',
        run: (view) => moveCompletionSelection(true)(view) || (view.state.doc.length === 0 && openCompletion(view)),
      },
      { key: 'PageDown', run: moveCompletionSelection(true, 'page') },
      { key: 'PageUp', run: moveCompletionSelection(false, 'page') },
      { key: 'Ctrl-Space', run: openCompletion },
    ]),
  );
}

/** What is pasted becomes one line, and no longer than a filter may be. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged) return transaction;
  if (transaction.newDoc.length > MOST_CHARS) return [];
  if (transaction.newDoc.lines === 1) return transaction;
  const changes = [];
  for (let line = 1; line < transaction.newDoc.lines; line++) {
    const { to } = transaction.newDoc.line(line);
    changes.push({ from: to, to: to + 1, insert: ' ' });
  }
  return [transaction, { changes, sequential: true }];
});

/**
 * Where a selection of coloured text is typed over, the browser would carry its colours on by an inline style, which the policy of
 * the hosts refuses, and says so.
 */
const plainReplacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.data === null || view.composing || view.state.selection.main.empty)
      return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

function wordsOf({ label, placeholder: shown, completions }: Words): Extension {
  return [
    placeholder(shown),
    EditorState.phrases.of({ Completions: completions }),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'false' }),
  ];
}

function describe(bad: boolean, by: string | undefined): Extension {
  return EditorView.contentAttributes.of({
    'aria-invalid': String(bad),
    ...(by === undefined ? {} : { 'aria-describedby': by }),
  });
}
