import { ChevronRight, ShieldAlert, Zap } from 'lucide-react';
import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { LayoutReason } from '../../main/contract/cluster.ts';
import type { PartitionHealth, Severity } from '../../main/contract/health.ts';
import { Badge } from '../ui/notice.tsx';
import { missingOf, nameOf, whyAndNextOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import { dueAt } from './due.ts';
import { behindText, NOTHING } from './lag-words.ts';
import type { GroupLine } from './lines.ts';
import type { PartitionMark } from './marks.ts';
import { Replicas } from './replicas.tsx';
import { sparkFacts, sparkPath } from './sparkline.ts';
import { lackText, type Sum, sumText } from './sums.ts';
import { TONES } from './words.ts';

const SPARK = { width: 92, height: 18 };

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'unknown', 'ok'];

/** index: of all lines, from 0; the head is row 1 to a screen reader. */
export const PartitionRow = memo(function PartitionRow({
  index,
  partition,
  mark,
  sampleTimes,
  isChosen,
  choose,
}: {
  index: number;
  partition: PartitionHealth;
  mark: PartitionMark | undefined;
  sampleTimes: readonly number[];
  /** its detail is open */
  isChosen: boolean;
  /** undefined: none any more */
  choose: (name: string | undefined) => void;
}) {
  const text = useText();
  const format = useFormat();
  const number = (n: number | null) => (n === null ? NOTHING : format.number(n));
  const rate = (n: number | null) => (n === null ? NOTHING : format.rate(n));
  const name = nameOf(partition);
  const missingBrokers = missingOf(partition);
  const reasons = partition.reasons.map((reason) => whyAndNextOf({ reason, missingBrokers }, text, format));
  const since = text.health.since(format.time(partition.since, 'time', 0));
  const due = dueAt(partition);
  const now = sampleTimes.at(-1) ?? 0;
  const trend = sparkFacts(partition.rates, sampleTimes);
  const why = reasons.length === 0 ? undefined : [...reasons, since].join('\n');
  return (
    <tr
      aria-rowindex={index + 2}
      data-partition={name}
      data-severity={partition.severity}
      className={isChosen ? 'chosen' : ''}
    >
      <td title={why}>
        <Badge tone={TONES[partition.severity]}>{text.health.severity[partition.severity]}</Badge>
        {why === undefined ? null : <span className="only-read">{why}</span>}
      </td>
      <td className="cut" title={name}>
        <button
          type="button"
          className="group-open"
          aria-label={text.partitionDetail.open(name)}
          aria-expanded={isChosen}
          onClick={() => choose(isChosen ? undefined : name)}
        >
          <span className="cut">
            {partition.topic}
            <span className="partition-number">-{partition.partition}</span>
          </span>
        </button>
        <LayoutFlags codes={mark?.codes ?? []} />
      </td>
      <td>
        <Replicas partition={partition} />
      </td>
      <td className="right wide">{number(partition.logStart)}</td>
      <td className="right">{number(partition.highWatermark)}</td>
      <td className="right roomy">{mark === undefined || mark.bytes === null ? NOTHING : format.bytes(mark.bytes)}</td>
      <td title={trend && text.health.trendFacts(format.duration(trend.ms), format.rate(trend.most))}>
        <svg width={SPARK.width} height={SPARK.height} className="spark" aria-hidden="true">
          <path d={sparkPath(partition.rates, SPARK.width, SPARK.height)} />
        </svg>
      </td>
      <td className="right">{rate(partition.producedPerSecond)}</td>
      <td className="right">{rate(partition.consumedPerSecond)}</td>
      <td className="right">{number(partition.lagRecords)}</td>
      <td className="right wide">{behindText(partition, text, format)}</td>
      <td className={`right roomy ${due?.isLoss ? 'warn-text' : ''}`}>
        {due === null ? NOTHING : due.at <= now ? text.health.dueNow : format.duration((due.at - now) / 1000)}
      </td>
      <td className="right widest">{number(partition.position)}</td>
      <td className="right" title={partition.minInsyncReplicas === null ? text.health.unknownMinIsr : undefined}>
        {partition.minInsyncReplicas ?? '?'}
      </td>
    </tr>
  );
});

/** Hot, or on one rack: a picture with its words. */
export function LayoutFlags({ codes }: { codes: readonly LayoutReason['code'][] }) {
  const text = useText();
  return codes.map((code) => {
    const Icon = code === 'one-rack' ? ShieldAlert : Zap;
    return (
      <span key={code} className="layout-flag" role="img" aria-label={text.cluster.short[code]} data-flag={code}>
        <Icon size={12} aria-hidden />
      </span>
    );
  });
}

export function useGroupName(): (line: GroupLine) => string {
  const text = useText();
  return ({ by, key }) => {
    if (by === 'leader') return key === '' ? text.cluster.ledByNone : text.cluster.led(key);
    if (by === 'topic') return key;
    const severity = SEVERITIES.find((one) => one === key);
    return severity === undefined ? key : text.health.severity[severity];
  };
}

export function GroupToggle({ line, toggle }: { line: GroupLine; toggle: (key: string) => void }) {
  const text = useText();
  const format = useFormat();
  const name = useGroupName()(line);
  return (
    <Button className="topic-toggle" aria-expanded={line.open} onPress={() => toggle(line.key)}>
      <ChevronRight className="topic-arrow" size={14} aria-hidden />
      <span className="cut">{name}</span>
      <span className="topic-count">{text.health.partitionsOf(format.number(line.partitions))}</span>
    </Button>
  );
}

export function GroupRow({ index, line, toggle }: { index: number; line: GroupLine; toggle: (key: string) => void }) {
  const text = useText();
  const format = useFormat();
  const figure = (sum: Sum, say: (amount: number) => string, className = '') => (
    <td className={`right ${className}`} title={lackText(sum, text, format.number)}>
      {sumText(sum, say, text)}
    </td>
  );
  return (
    <tr aria-rowindex={index + 2} className="topic-line" data-group={line.key}>
      <td>
        <Badge tone={TONES[line.severity]}>{text.health.severity[line.severity]}</Badge>
      </td>
      <td colSpan={2}>
        <GroupToggle line={line} toggle={toggle} />
      </td>
      <td className="wide" />
      <td />
      {figure(line.bytes, format.bytes, 'roomy')}
      <td />
      {figure(line.producedPerSecond, format.rate)}
      {figure(line.consumedPerSecond, format.rate)}
      {figure(line.lagRecords, format.number)}
      <td className="wide" />
      <td className="roomy" />
      <td className="widest" />
      <td />
    </tr>
  );
}
