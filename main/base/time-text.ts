// Microseconds since the epoch to RFC 3339 with six digits and Z, fast: neighbouring records share their second.
import type { Micros } from '../contract/units.ts';

const THREE_DIGITS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** A formatter that remembers its last answer: use one for each column. Range: that of Micros. */
export function createTimeText(): (time: Micros) => string {
  let lastTime = Number.NaN;
  let lastText = '';
  let lastSecond = Number.NaN;
  let prefix = '';
  return (time) => {
    if (time === lastTime) return lastText;
    const second = Math.floor(time / 1_000_000);
    if (second !== lastSecond) {
      prefix = new Date(second * 1000).toISOString().slice(0, -4);
      lastSecond = second;
    }
    const rest = time - second * 1_000_000;
    const millis = Math.floor(rest / 1000);
    lastText = `${prefix}${THREE_DIGITS[millis]}${THREE_DIGITS[rest - millis * 1000]}Z`;
    lastTime = time;
    return lastText;
  };
}
