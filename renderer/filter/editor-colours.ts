// The colours of a filter's parts, and the line under what does not parse.
import { type EditorState, type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { tokens } from './tokens.ts';

export type Span = { from: number; to: number };

export const markBad = StateEffect.define<Span | undefined>();

/** Of the text that was checked: another text has nothing marked until it is checked in its turn. */
const bad = StateField.define<Span | undefined>({
  create: () => undefined,
  update(span, transaction) {
    const marked = transaction.effects.find((effect) => effect.is(markBad));
    return marked ? marked.value : transaction.docChanged ? undefined : span;
  },
  provide: (field) => EditorView.decorations.from(field, (span) => (state) => underline(state.state, span)),
});

const coloured = StateField.define<DecorationSet>({
  create: (state) => colour(state.doc.toString()),
  update: (old, transaction) => (transaction.docChanged ? colour(transaction.newDoc.toString()) : old),
  provide: (field) => EditorView.decorations.from(field),
});

export const colours: Extension = [coloured, bad];

function colour(text: string): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, text: part, from } of tokens(text))
    if (kind !== 'space') builder.add(from, from + part.length, Decoration.mark({ class: `token-${kind}` }));
  return builder.finish();
}

function underline(state: EditorState, span: Span | undefined): DecorationSet {
  if (!span) return Decoration.none;
  const from = Math.min(span.from, state.doc.length);
  const to = Math.min(Math.max(span.to, from + 1), state.doc.length);
  // Where something is missing at the end, its place is marked.
  return to > from
    ? Decoration.set(Decoration.mark({ class: 'token-bad' }).range(from, to))
    : Decoration.set(Decoration.widget({ widget: new Missing(), side: 1 }).range(from));
}

class Missing extends WidgetType {
  override toDOM(): HTMLElement {
    const place = document.createElement('span');
    place.className = 'token-bad missing';
    place.setAttribute('aria-hidden', 'true');
    place.textContent = '\u00a0';
    return place;
  }
  override eq(): boolean {
    return true;
  }
}
