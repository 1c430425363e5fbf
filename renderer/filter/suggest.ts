// What completion offers at a place of a filter. Pure.
import type { Fields } from '../../main/contract/records.ts';
import { LEVELS } from '../../main/contract/units.ts';
import { literal } from '../state/clause.ts';
import { expectedAt, unquoted } from './expected.ts';

export type Suggestion = {
  kind: 'field' | 'value' | 'word' | 'function';
  /** as it is shown */
  label: string;
  /** what takes the place of what is typed */
  text: string;
  /** of the records looked at, those that have it; undefined where nobody counted */
  count?: number;
  /** of a field that every record has, whatever is in it */
  hint?: Hint;
};
/** What is suggested for the text from `from` to the position. */
export type Suggestions = {
  from: number;
  items: Suggestion[];
  /** how many of the newest records the counts are of; undefined: nothing is counted */
  sampled?: number;
};

export const HINTS = {
  _topic: 'topic',
  _partition: 'partition',
  _offset: 'offset',
  _key: 'key',
  _ts: 'time',
  _broker_ts: 'brokerTime',
  _arrival: 'arrival',
  _size: 'size',
  _format: 'format',
  _error: 'error',
  'header.': 'header',
} as const;
export type Hint = (typeof HINTS)[keyof typeof HINTS];

const KNOWN_VALUES: Record<string, readonly string[]> = {
  level: LEVELS.slice(1).toReversed(),
  _format: ['json', 'text', 'binary', 'null'],
};
const MOST = 50;

/** asked: a person asked for it; otherwise it is only for what is being typed. */
export function suggest(text: string, position: number, known: Fields, asked: boolean): Suggestions | null {
  const { what, field, compared, from, typed } = expectedAt(text, position);
  // Behind a whole condition and a space, and in an empty bar, nothing is typed yet.
  if (what === 'nothing' || (typed === '' && !asked && what !== 'value')) return null;
  const behind = text.slice(position);
  const items =
    what === 'value'
      ? values(field ?? '', known, compared, asked)
      : what === 'clause'
        ? [...fields(known, behind), ...functions(behind), word('not')]
        : field === undefined
          ? [
              word('and'),
              word('or'),
              ...(typed === '' ? [] : [...fields(known, behind), ...functions(behind), word('not')]),
            ]
          : [word('or'), word('and'), word('not')];
  const wanted = unquoted(typed).toLowerCase();
  const fitting = items
    .map((item) => ({ item, at: item.label.toLowerCase().indexOf(wanted) }))
    // What only begins a name is nothing to be offered once it is typed.
    .filter(({ item, at }) => at >= 0 && !(item.label.endsWith('.') && item.label === wanted))
    .sort((a, b) => Math.min(a.at, 1) - Math.min(b.at, 1))
    .map(({ item }) => item)
    .slice(0, MOST);
  // Nothing is left to complete where one is typed whole.
  const isWhole = fitting.some(({ label }) => label.toLowerCase() === wanted);
  return fitting.length === 0 || (isWhole && !asked)
    ? null
    : { from, items: fitting, ...(what === 'value' && field !== undefined && { sampled: known.sampled }) };
}

function fields(known: Fields, behind: string): Suggestion[] {
  const end = /^\s*[:<>]/.test(behind) ? '' : ': ';
  const found = known.fields.map(
    ({ name, present }): Suggestion => ({
      kind: 'field',
      label: name,
      text: `${literal(name)}${end}`,
      count: present,
      hint: Object.entries(HINTS).find(([key]) => key === name)?.[1],
    }),
  );
  const names = new Set(found.map(({ label }) => label));
  const others = Object.entries(HINTS)
    .filter(([name]) => !names.has(name))
    .map(
      ([name, hint]): Suggestion => ({
        kind: 'field',
        label: name,
        text: name.endsWith('.') ? name : `${name}${end}`,
        hint,
      }),
    );
  return [...found.filter(({ hint }) => !hint), ...found.filter(({ hint }) => hint), ...others];
}

function values(field: string, known: Fields, compared: boolean, asked: boolean): Suggestion[] {
  const counted = known.fields.find(({ name }) => name === field)?.top ?? [];
  const listed = KNOWN_VALUES[field];
  const found = (listed ?? counted.map(({ value }) => value)).map(
    (value): Suggestion => ({
      kind: 'value',
      label: value,
      text: literal(value),
      count: counted.find((one) => one.value === value)?.count,
    }),
  );
  if (compared || (found.length === 0 && !asked)) return found;
  // Any value at all: whether the record has the field.
  return [...found.filter(({ label }) => label !== ''), { kind: 'word', label: '*', text: '*' }];
}

function functions(behind: string): Suggestion[] {
  return [{ kind: 'function', label: 'cidr', text: behind.startsWith('(') ? 'cidr' : 'cidr(' }];
}

function word(text: string): Suggestion {
  return { kind: 'word', label: text, text: `${text} ` };
}
