import type { RecordDetail } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useFormat, useText } from '../ui/text.ts';

/** Where a record is (topic, partition and its incarnation, offset) and its three clocks, with how far each is from the payload's. */
export function DetailPlace({ record }: { record: RecordDetail }) {
  const { logs, coverage } = useText();
  const text = logs.detail;
  const format = useFormat();
  const base = record.payloadTime ?? record.brokerTime ?? record.arrivalTime;
  const away = (at: Micros) => {
    const ms = (at - base) / 1000;
    const sign = ms < 0 ? '−' : '+';
    return Math.abs(ms) < 1
      ? `${sign}${format.number(Math.abs(ms) * 1000)} µs`
      : `${sign}${format.duration(Math.abs(ms))}`;
  };
  const incarnation =
    record.incarnation === undefined ? '' : ` (${coverage.dialog.incarnation(format.number(record.incarnation))})`;
  const clocks: { name: string; at: Micros | null; note?: string }[] = [
    { name: text.payload, at: record.payloadTime },
    {
      name: text.broker,
      at: record.brokerTime,
      note: record.brokerTimeType === 'unknown' ? undefined : record.brokerTimeType,
    },
    { name: text.arrival, at: record.arrivalTime },
  ];
  return (
    <div className="place">
      <div className="place-head">
        <strong className="cut" title={record.topic}>
          {record.topic}
        </strong>
        <span className="number">
          {text.partition(String(record.partition))}
          {incarnation} · {text.offset(format.number(record.offset))}
        </span>
        <CopyButton label={text.copyPlace} text={() => `${record.topic}/${record.partition}/${record.offset}`} />
      </div>
      <dl className="clocks">
        {clocks.map(({ name, at, note }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number" title={note}>
              {at === null ? text.noClock : format.time(at, 'full')}
            </dd>
            <dd className="clock-away" title={note}>
              {at === null || at === base ? '' : away(at)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
