// Completion in the filter's editor: shown while one types, never in the way.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Suggestion, Suggestions } from './suggest.ts';

/** asked: by a key; otherwise for what is typed */
export type Source = {
  suggest(text: string, position: number, asked: boolean): Promise<Suggestions | null>;
  /** what stands beside a suggestion, small */
  note(suggestion: Suggestion): string;
  /** what stands above suggestions that were counted in so many records */
  head(sampled: number): string;
};

type Option = Completion & { suggestion: Suggestion };

/** Opens what there is at the cursor. */
export const openCompletion = startCompletion;

export function completion(source: Source): Extension {
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const found = await source.suggest(context.state.doc.toString(), context.pos, context.explicit);
    if (!found || context.aborted) return null;
    const counted = found.items.some(({ count }) => count !== undefined) ? found.sampled : undefined;
    const section = counted === undefined ? undefined : source.head(counted);
    const options = found.items.map((suggestion): Option => {
      const { label, kind } = suggestion;
      return { label, type: kind, detail: source.note(suggestion), section, suggestion, apply: take(suggestion) };
    });
    return { from: found.from, options, filter: false };
  };
  return autocompletion({
    override: [complete],
    // Nothing is chosen until an arrow key chooses it: Enter applies the filter.
    selectOnOpen: false,
    // So none is chosen by chance, however soon the key comes.
    interactionDelay: 0,
    defaultKeymap: false,
    icons: false,
    optionClass: ({ type }) => `of-${type}`,
  });
}

function take({ text, kind }: Suggestion) {
  return (view: EditorView, _: Completion, from: number, to: number) => {
    view.dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
      scrollIntoView: true,
      userEvent: 'input.complete',
    });
    // A field asks for a value.
    if (kind === 'field') startCompletion(view);
  };
}
