// The line under the filter: how many records, how complete, and the filter's conditions.
import type { FilterCheck, Histogram, Tick } from '../main/contract/records.ts';
import type { Micros } from '../main/contract/units.ts';
import { Chips } from './filter/chips.tsx';
import { completeness } from './ui/coverage.ts';
import { useFormat, useText } from './ui/text.ts';

export function LogsMeta({
  histogram,
  tick,
  to,
  now,
  check,
  narrowed,
}: {
  histogram: Histogram | undefined;
  tick: Tick | undefined;
  /** the view's end; null: open */
  to: Micros | null;
  now: Micros;
  check: FilterCheck | undefined;
  /** whether a filter, a range or a choice of topics leaves records out */
  narrowed: boolean;
}) {
  const text = useText().logs;
  const format = useFormat();
  return (
    <div className="meta">
      <span className="meta-count">
        {histogram && tick ? (
          <>
            <strong>{format.number(histogram.total)}</strong>{' '}
            {narrowed ? text.count.of(format.number(tick.records)) : text.count.all}
          </>
        ) : (
          text.count.loading
        )}
      </span>
      {histogram && !histogram.final ? (
        <span className="meta-counting">
          {text.count.counting(format.percent(Math.min(0.99, histogram.scanned / Math.max(1, histogram.toScan))))}
        </span>
      ) : null}
      <span className="meta-cover">
        <Complete tick={tick} to={to} now={now} />
      </span>
      <span className="grow" />
      <Chips check={check} />
    </div>
  );
}

function Complete({ tick, to, now }: { tick: Tick | undefined; to: Micros | null; now: Micros }) {
  const text = useText().logs.coverage;
  const format = useFormat();
  if (!tick) return null;
  const known = completeness(tick, to, now);
  if (known.kind === 'empty') return null;
  if (known.kind === 'cached') return text.notFollowed;
  if (known.kind === 'complete')
    return text.completeOn(format.number(known.partitions), format.number(known.partitions));
  return (
    <span className="warn-text">{text.completeOn(format.number(known.complete), format.number(known.partitions))}</span>
  );
}
