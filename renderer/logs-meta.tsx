// The line under the filter: how many records, how complete, and the filter's conditions.
import type { FilterCheck, Histogram, Tick, View } from '../main/contract/records.ts';
import type { Micros } from '../main/contract/units.ts';
import { Chips } from './filter/chips.tsx';
import { completeness } from './ui/coverage.ts';
import { useFormat, useText } from './ui/text.ts';

export function LogsMeta({
  histogram,
  tick,
  view,
  now,
  check,
  narrowed,
}: {
  histogram: Histogram | undefined;
  tick: Tick | undefined;
  view: View;
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
        <Complete tick={tick} view={view} now={now} />
      </span>
      <span className="grow" />
      <Chips check={check} />
    </div>
  );
}

function Complete({ tick, view, now }: { tick: Tick | undefined; view: View; now: Micros }) {
  const text = useText().logs.coverage;
  const format = useFormat();
  if (!tick) return null;
  const known = completeness(tick, view, now);
  if (known.kind === 'empty') return null;
  if (known.kind === 'cached') return text.notFollowed;
  if (known.kind === 'unfollowed') return <span className="warn-text">{text.noneFollowed}</span>;
  const some = known.unfollowed > 0;
  const complete = known.kind === 'complete' ? known.partitions : known.complete;
  const sentence = text.completeOn(format.number(complete), format.number(known.partitions), some);
  if (known.kind === 'complete' && !some) return sentence;
  return (
    <span className="warn-text">
      {some ? `${sentence} · ${text.unfollowed(format.number(known.unfollowed))}` : sentence}
    </span>
  );
}
