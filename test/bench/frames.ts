// What a page shows, frame by frame: how long each took, which tasks held it up, and what the newest record in it was.

/** One frame that showed a newer record than the one before: when, and when that record was made; milliseconds of the clock. */
export type Paint = { at: number; made: number };
/** moved: frames whose first row was another one, or elsewhere, than in the frame before */
export type Frames = { frames: number[]; tasks: number[]; paints: Paint[]; moved: number };

/** For page.evaluate: watches for so many milliseconds. The newest record is the table's first row; a plain page has none. */
export const WATCH_FRAMES = `(ms) => new Promise((resolve) => {
  const seen = { frames: [], tasks: [], paints: [], moved: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.tasks.push(Math.round(entry.duration));
  });
  observer.observe({ type: 'longtask' });
  const started = performance.now();
  let last = started;
  let text = '';
  let place = '';
  const frame = (now) => {
    seen.frames.push(now - last);
    last = now;
    const first = document.querySelector('tbody tr[data-rank]');
    const at = first?.dataset.rank + first?.parentElement.style.transform;
    if (at !== place) seen.moved++;
    place = at;
    const shown = document.querySelector('tbody tr[data-rank="0"] .cell-time')?.title ?? '';
    if (shown !== text) {
      text = shown;
      const made = Date.parse(shown.replace(' ', 'T').slice(0, 23) + 'Z');
      if (!Number.isNaN(made)) seen.paints.push({ at: Date.now(), made });
    }
    if (now - started < ms) requestAnimationFrame(frame);
    else {
      observer.disconnect();
      resolve({ ...seen, frames: seen.frames.slice(1) });
    }
  };
  requestAnimationFrame(frame);
})`;

/** A frame may be a little late by the clock's grain; what counts is how many took longer than wanted. */
export function framesOf({ frames }: Frames) {
  const over = frames.filter((ms) => ms > 20).length;
  return { ...quantiles(frames), count: frames.length, over20ms: over };
}

/**
 * How long each record took to be seen: those that were made since the newest one that was seen before are seen with the newest
 * one that is seen now. `made`: when how many were made, ascending.
 */
export function seenLatencies(
  paints: readonly Paint[],
  made: readonly (readonly [at: number, records: number])[],
): number[] {
  const latencies: number[] = [];
  for (const [index, paint] of paints.entries()) {
    const before = paints[index - 1];
    if (!before) continue;
    for (const [at, records] of made)
      if (at > before.made && at <= paint.made) for (let i = 0; i < records; i++) latencies.push(paint.at - at);
  }
  return latencies;
}

export function quantiles(numbers: readonly number[]): { p50: number; p95: number; p99: number; most: number } {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (q: number) => Number((sorted[Math.floor((sorted.length - 1) * q)] ?? 0).toFixed(1));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
}
