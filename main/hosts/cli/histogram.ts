import { createTimeText } from '../../base/time-text.ts';
import { bucketBegin } from '../../contract/buckets.ts';
import type { ExportFormat } from '../../contract/export.ts';
import type { Histogram } from '../../contract/records.ts';
import { LEVELS } from '../../contract/units.ts';

const BAR_WIDTH = 50;

/** Every bucket, empty ones included: {from, to, total, levels: {error: 3, ...}}. */
export function histogramJson(histogram: Histogram) {
  return bucketsOf(histogram).map(({ from, to, total, counts }) => {
    const levels = Object.fromEntries(LEVELS.map((level, index) => [level, counts[index]]).filter(([, n]) => n));
    return { from, to, total, levels };
  });
}

/**
 * One line a bucket, empty ones included. ndjson: {from, to, total, levels: {error: 3, ...}}; csv: a column a level; text: a bar.
 */
export function formatHistogram(histogram: Histogram, format: ExportFormat): string {
  if (format === 'ndjson')
    return histogramJson(histogram)
      .map((bucket) => `${JSON.stringify(bucket)}\n`)
      .join('');
  const buckets = bucketsOf(histogram);
  if (format === 'csv')
    return [`from,to,total,${LEVELS.join(',')}`, ...buckets.map((b) => [b.from, b.to, b.total, ...b.counts].join(','))]
      .map((line) => `${line}\r\n`)
      .join('');
  const most = Math.max(1, ...buckets.map((bucket) => bucket.total));
  const digits = String(most).length;
  return buckets
    .map(({ from, total }) => {
      // A bucket with records never looks empty.
      const bar = '█'.repeat(total === 0 ? 0 : Math.max(1, Math.round((total / most) * BAR_WIDTH)));
      return `${`${from}  ${String(total).padStart(digits)}  ${bar}`.trimEnd()}\n`;
    })
    .join('');
}

function bucketsOf(histogram: Histogram) {
  const timeText = createTimeText();
  return Array.from({ length: histogram.counts[0]?.length ?? 0 }, (_, index) => {
    const counts = LEVELS.map((_level, level) => histogram.counts[level]?.[index] ?? 0);
    const total = counts.reduce((sum, n) => sum + n, 0);
    return {
      from: timeText(bucketBegin(histogram, index)),
      to: timeText(bucketBegin(histogram, index + 1)),
      total,
      counts,
    };
  });
}
