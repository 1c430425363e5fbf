// What may stand at a place in a filter: for completion, which only offers. Pure; never fails.
import { tokens } from './tokens.ts';

export type Expected = {
  /**
   * clause: a field, a function, a word; value: of `field`, which may be none where it is not known; joint: and, or; nothing: in
   * the middle of a phrase or of what only the writer knows
   */
  what: 'clause' | 'value' | 'joint' | 'nothing';
  /** of a value, and of a joint in a list of values */
  field: string | undefined;
  /** behind a comparison, where wildcards and lists have no place */
  compared: boolean;
  /** what is typed of it already begins here */
  from: number;
  typed: string;
};

/** The state between two tokens. */
type State = { what: Expected['what']; field: string | undefined; compared: boolean };

const CLAUSE: State = { what: 'clause', field: undefined, compared: false };
const NOTHING: State = { what: 'nothing', field: undefined, compared: false };

export function expectedAt(text: string, position: number): Expected {
  const head = tokens(text.slice(0, position));
  let from = position;
  while (isTyped(head.at(-1)?.text)) from = head.pop()?.from ?? from;
  const typed = text.slice(from, position);

  let state = CLAUSE;
  /** of a list of values its field, of a group of clauses undefined */
  const open: (string | undefined)[] = [];
  let name = '';
  let nameEnd = -1;
  /** behind the sign of a regular expression, of which nobody but the writer knows */
  let regex = false;
  for (const { kind, text: part, from: start } of head) {
    if (kind === 'space') continue;
    if (kind === 'operator') {
      if (part === '(') {
        open.push(state.what === 'value' ? state.field : undefined);
        if (state.what !== 'value') state = state.what === 'nothing' ? NOTHING : CLAUSE;
      } else if (part === ')') {
        open.pop();
        state = { what: 'joint', field: open.at(-1), compared: false };
      } else if (part === ':') state = { what: 'value', field: name, compared: false };
      else if (/[<>]/.test(part)) state = { what: 'value', field: name, compared: true };
      else state = part === ']' ? { what: 'joint', field: open.at(-1), compared: false } : NOTHING;
      regex = part === ':~';
    } else if (kind === 'word' && state.what !== 'nothing') {
      const list = open.at(-1);
      state = list === undefined ? CLAUSE : { what: 'value', field: list, compared: false };
    } else if (kind === 'function') state = NOTHING;
    else if (state.what !== 'nothing' || regex) {
      // The parts of a name with wildcards follow each other without a gap.
      name = start === nameEnd ? name + unquoted(part) : unquoted(part);
      nameEnd = start + part.length;
      regex = false;
      state = { what: 'joint', field: open.at(-1), compared: false };
    }
  }
  return { ...state, from, typed };
}

/** Whether a token is a part of what is being typed: not one that has ended. */
function isTyped(part: string | undefined): boolean {
  if (part === undefined || /^(\s|:~|>=|<=|[:<>()[\]{}])/.test(part)) return false;
  return !/^"(?:\\.|[^"\\])*"$/s.test(part);
}

export function unquoted(part: string): string {
  return part.startsWith('"') ? part.replace(/^"|"$/g, '').replace(/\\([\\"])/g, '$1') : part;
}
