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
}: {
  histogram: Histogram | undefined;
  tick: Tick | undefined;
  /** the view's end; null: open */
  to: Micros | null;
  now: Micros;
  check: FilterCheck | undefined;
}) {
  const text = useText().logs;
  const format = useFormat();
  return (
    <div className="meta">
      <span className="meta-count">
        {histogram && tick ? <Count histogram={histogram} records={tick.records} /> : text.count.loading}
      </span>
      {histogram && !histogram.final ? (
        <span className="meta-counting">
          {text.count.counting(format.percent(histogram.toScan === 0 ? 1 : histogram.scanned / histogram.toScan))}
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

function Count({ histogram, records }: { histogram: Histogram; records: number }) {
  const text = useText().logs.count;
  const format = useFormat();
  // A tick may be a moment older than the count.
  return (
    <>
      <strong>{format.number(histogram.total)}</strong>{' '}
      {histogram.total >= records ? text.all : text.of(format.number(records))}
    </>
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
