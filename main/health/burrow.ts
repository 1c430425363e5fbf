// Burrow's evaluator: a reader's status from its last offsets, without thresholds on lag.
import type { BurrowStatus } from '../contract/health.ts';
import type { Micros, Offset } from '../contract/units.ts';

/** `lag` null: the log's end was not known then. */
export type ReaderSample = { offset: Offset; at: Micros; lag: number | null };
export type Verdict = { status: Exclude<BurrowStatus, 'UNKNOWN'>; tooFew: boolean };

export const WINDOW_SAMPLES = 10;
/** the share of the window that must be filled before a judgement; Burrow's own default is 0 */
export const MINIMUM_COMPLETE = 0.5;
const ALLOWED_LAG = 0;

/** Keeps the last WINDOW_SAMPLES; one that comes closer than `minDistance` (microseconds) replaces the last, at its time. */
export function addSample(samples: ReaderSample[], sample: ReaderSample, minDistance: Micros): void {
  const last = samples.at(-1);
  if (last && sample.at - last.at < minDistance) samples[samples.length - 1] = { ...sample, at: last.at };
  else samples.push(sample);
  if (samples.length > WINDOW_SAMPLES) samples.shift();
}

/** `ends`: the last known ends of the log; `lag`: now, null where unknown. The first rule that holds decides. */
export function judgeReader(
  samples: readonly ReaderSample[],
  ends: readonly Offset[],
  lag: number | null,
  now: Micros,
): Verdict {
  const verdict = (status: Verdict['status']): Verdict => ({ status, tooFew: false });
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || samples.length / WINDOW_SAMPLES < MINIMUM_COMPLETE) return { status: 'OK', tooFew: true };
  if (lag !== null && lag <= ALLOWED_LAG) return verdict('OK');
  const quiet = now - last.at > last.at - first.at;
  if (quiet && !ends.some((end) => end <= last.offset)) return verdict('STOP');
  if (hasRewound(samples)) return verdict('REWIND');
  if (samples.some((one) => one.lag !== null && one.lag <= ALLOWED_LAG)) return verdict('OK');
  if (samples.every((one) => one.offset === first.offset)) return verdict('STALL');
  if (!lagFalls(samples)) return verdict('WARN');
  return verdict('OK');
}

/** The offset went back and was never made up for. */
export function hasRewound(samples: readonly ReaderSample[]): boolean {
  return samples.some((one, i) => {
    const before = samples[i - 1];
    return (
      before !== undefined &&
      one.offset < before.offset &&
      !samples.slice(i + 1).some((later) => later.offset >= before.offset)
    );
  });
}

/** Between neighbours of those whose lag is known. */
function lagFalls(samples: readonly ReaderSample[]): boolean {
  const lags = samples.flatMap(({ lag }) => (lag === null ? [] : [lag]));
  return lags.some((lag, i) => lag < (lags[i - 1] ?? lag));
}
