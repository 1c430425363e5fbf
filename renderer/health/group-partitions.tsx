import { memo } from 'react';
import type { GroupDetail, GroupPartition } from '../../main/contract/groups.ts';
import { Badge } from '../ui/notice.tsx';
import { nameOf, whyAndNextOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import { lagWords, NOTHING } from './lag-words.ts';
import { LongTable, ROW_PIXELS } from './long-table.tsx';
import { PlotMenu } from './plot-menu.tsx';
import { sparkPath } from './sparkline.ts';
import { TONES } from './words.ts';

const SPARK = { width: 92, height: 18 };
const COLUMNS = ['status', 'name', 'member', 'committed', 'end', 'rate', 'lag', 'trend', 'seconds', 'clear'] as const;
const LEFT: readonly string[] = ['status', 'name', 'member', 'trend'];

export function GroupPartitions({
  detail,
  partitions,
}: {
  detail: GroupDetail;
  partitions: readonly GroupPartition[];
}) {
  const text = useText();
  const clients = new Map(detail.members.map(({ memberId, clientId }) => [memberId, clientId]));
  return (
    <LongTable
      className="group-partition-box"
      tableClassName="group-table"
      label={`${text.groups.partitions}: ${detail.summary.group}`}
      height={`min(46vh, ${partitions.length * ROW_PIXELS + 32}px)`}
      head={COLUMNS.map((key) => (
        <th key={key} scope="col" className={`group-part-${key} ${LEFT.includes(key) ? '' : 'right'}`}>
          {text.groups.part[key]}
        </th>
      ))}
      rows={partitions}
      row={(one, index) => {
        const client = clients.get(one.memberId ?? '');
        return (
          <Row
            key={nameOf(one)}
            index={index}
            one={one}
            group={detail.summary.group}
            client={client}
            sampleTimes={detail.sampleTimes}
          />
        );
      }}
    />
  );
}

const Row = memo(function Row({
  index,
  one,
  group,
  client,
  sampleTimes,
}: {
  index: number;
  one: GroupPartition;
  group: string;
  client: string | undefined;
  sampleTimes: readonly number[];
}) {
  const text = useText();
  const format = useFormat();
  const words = text.groups;
  const lag = lagWords(one, text, format);
  const reasons = one.reasons.map((reason) => {
    const said = whyAndNextOf({ reason, missingBrokers: [] }, text, format);
    return `${said} ${words.since(format.time(reason.since, 'time', 0))}`;
  });
  const why = one.severity === 'ok' ? undefined : reasons.join('\n');
  const times = sampleTimes.slice(-one.offsets.length);
  const [from, to] = [one.offsets[0], one.offsets.at(-1)];
  const ms = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  const history =
    typeof from === 'number' && typeof to === 'number' && ms > 0
      ? words.history(format.duration(ms), format.number(from), format.number(to))
      : undefined;
  return (
    <tr aria-rowindex={index + 2} data-partition={nameOf(one)} data-status={one.status}>
      <td title={why}>
        <Badge tone={TONES[one.severity]}>{one.lostRecords > 0 ? words.short.lost : words.status[one.status]}</Badge>
        {why === undefined ? null : <span className="only-read">{why}</span>}
      </td>
      <td title={nameOf(one)}>
        <span className="with-plot">
          <span className="cut">
            {one.topic}
            <span className="partition-number">-{one.partition}</span>
          </span>
          <PlotMenu of={{ of: 'reader', group, topic: one.topic, partition: one.partition }} isSmall />
        </span>
      </td>
      <td className="cut" title={one.memberId ?? undefined}>
        {client ?? <span className="worker-none">{words.nobody}</span>}
      </td>
      <td className="right">{format.number(one.committed)}</td>
      <td className="right">{one.end === null ? NOTHING : format.number(one.end)}</td>
      <td className="right">{one.consumedPerSecond === null ? NOTHING : format.rate(one.consumedPerSecond)}</td>
      <td className="right">{lag.lag}</td>
      <td className="group-part-trend" title={history}>
        <svg width={SPARK.width} height={SPARK.height} className="spark" aria-hidden="true">
          <path d={sparkPath(one.lags, SPARK.width, SPARK.height)} />
        </svg>
      </td>
      <td className="right">{lag.seconds}</td>
      <td className="right group-part-clear">{lag.clear}</td>
    </tr>
  );
});
