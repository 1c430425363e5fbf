// The functions that filters call where SQL ends. The store registers them with each connection that runs filters.
import { type ShownField, shownValue } from '../base/shown-fields.ts';
import { plainText, type Test } from './ast.ts';
import { isLike, payloadTest, scalarTest, valueTest } from './match.ts';

type Value = unknown;
export type SqlFunction = { name: string; run: (value: Value, spec: Value) => number | null };

/** Filters repeat the same few specifications for millions of rows; more than this many are not kept. */
const MOST_KEPT = 200;

/** All take a column and a specification in JSON, and give 0 or 1, or null for null. */
export function sqlFunctions(): SqlFunction[] {
  return [
    // The text (or the bytes, as far as they are text) is like the parts.
    make('tw_like', (parts: string[]) => (value) => isLike(textOf(value), parts)),
    make('tw_text', (test: Test) => {
      const fits = scalarTest(test);
      return (value) => typeof value === 'string' && fits(value);
    }),
    make('tw_list', (test: Test) => {
      const fits = valueTest(test);
      const revive = isOfWriting(test) ? asWritten : undefined;
      return (value) => fits(JSON.parse(textOf(value), revive));
    }),
    make('tw_field', ({ name, test }: { name: string[]; test: Test }) => {
      const fits = payloadTest(name, test);
      const revive = isOfWriting(test) ? asWritten : undefined;
      return (value) => fits(JSON.parse(textOf(value), revive));
    }),
    make('tw_shown', ({ name, test }: { name: ShownField; test: Test }) => {
      const fits = scalarTest(test);
      const fitsAsField = payloadTest([name], test);
      const revive = isOfWriting(test) ? asWritten : undefined;
      return (value) => {
        const text = textOf(value);
        const payload = parsed(text);
        const shown = shownValue(payload, name) ?? (name === 'message' && text !== '' ? text : undefined);
        return (shown !== undefined && fits(shown)) || fitsAsField(revive ? parsed(text, revive) : payload);
      };
    }),
    make('tw_header', ({ name, test }: { name: string[]; test: Test }) => {
      const fits = scalarTest(test);
      return (value) =>
        headersOf(value).some(([key, text, isBase64]) => {
          if (!isName(key, name)) return false;
          return test.op === 'exists' ? text !== null : text !== null && !isBase64 && fits(text);
        });
    }),
  ];
}

/** `prepare` runs once for each specification, which is what our own compiler wrote. */
function make<T>(name: string, prepare: (spec: T) => (value: Value) => boolean): SqlFunction {
  const prepared = new Map<unknown, (value: Value) => boolean>();
  return {
    name,
    run(value, spec) {
      if (value === null) return null;
      let test = prepared.get(spec);
      if (!test) {
        if (prepared.size >= MOST_KEPT) prepared.clear();
        const parsed: T = JSON.parse(String(spec));
        test = prepare(parsed);
        prepared.set(spec, test);
      }
      return test(value) ? 1 : 0;
    },
  };
}

/** Patterns and regular expressions see a number as it is written (5e2), as json-sql.ts gives it to them. */
function isOfWriting(test: Test): boolean {
  return test.op === 'regex' || (test.op === 'is' && plainText(test.literal) === undefined);
}

function asWritten(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value;
}

const decoder = new TextDecoder();

function textOf(value: Value): string {
  return value instanceof Uint8Array ? decoder.decode(value) : String(value);
}

/** Undefined for what is no JSON: then the text is what is shown. */
function parsed(text: string, revive?: typeof asWritten): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text, revive);
  } catch {
    return undefined;
  }
}

function headersOf(value: Value): [name: string, value: string | null, isBase64: boolean][] {
  return JSON.parse(textOf(value));
}

/** Header names match case exactly. */
function isName(key: string, [first = '', ...others]: string[]): boolean {
  const last = others.pop();
  if (last === undefined) return key === first;
  let at = first.length;
  if (!key.startsWith(first)) return false;
  for (const part of others) {
    const found = key.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return key.length - last.length >= at && key.endsWith(last);
}
