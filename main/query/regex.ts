// Regular expressions of RE2: linear in the text, whatever the expression, so that no filter can hang a scan.
import { RE2JS } from 're2js';
import { type Literal, shownText } from './ast.ts';
import { badFilter } from './scanner.ts';

/** A longer one is no expression of a person, and takes a second to prepare. */
const LONGEST = 1_000;

/** Whether a part of a text fits. Throws bad-filter, at the literal, for what RE2 does not take. */
export function regexTest(literal: Literal): (text: string) => boolean {
  const source = literal.parts.join('*');
  if (source.length > LONGEST)
    throw badFilter(literal, `The regular expression is longer than ${LONGEST} characters`, ['a shorter one']);
  try {
    const regex = RE2JS.compile(source);
    return (text) => regex.test(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    const hint = /\(\?[=!<]/.test(source) ? ': RE2 has no look-around' : '';
    throw badFilter(literal, `The regular expression ${shownText(literal)} cannot be used${hint} (${why})`, [
      'a regular expression of RE2',
    ]);
  }
}

/**
 * The longest text that is in whatever fits, in some case: what can be looked for first, which is much faster. '' where none is
 * certain.
 */
export function certainText(source: string): string {
  if (/\||\(\?/.test(source)) return '';
  let [longest, run, depth] = ['', '', 0];
  const end = () => {
    if (run.length > longest.length) longest = run;
    run = '';
  };
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '[') {
      end();
      // A bracket that comes first in a class is a member of it.
      const first = source.charAt(at + 1) === '^' ? at + 2 : at + 1;
      const close = source.indexOf(']', first + 1);
      if (close < 0) return '';
      at = close;
    } else if (character === '(' || character === ')') {
      end();
      depth += character === '(' ? 1 : -1;
    } else if ('?*{'.includes(character)) {
      // What comes before may be absent.
      run = run.slice(0, -1);
      end();
      if (character === '{') at = Math.max(at, source.indexOf('}', at));
    } else if (/[\w \-/:=,;@%&"'<>#!~\u0080-\uffff]/.test(character)) {
      if (depth === 0) run += character;
    } else {
      end();
      if (character === '\\') {
        // An escaped sign stands for itself; escaped letters are classes and the like.
        at++;
        if (depth === 0 && /[^\w]/.test(source.charAt(at))) run = source.charAt(at);
        else if (/[QpPx]/.test(source.charAt(at))) return longest;
      }
    }
  }
  end();
  return longest;
}
