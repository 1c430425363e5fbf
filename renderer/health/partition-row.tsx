import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { Badge } from '../ui/notice.tsx';
import { missingOf, nameOf, whyAndNextOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { TopicLine } from './lines.ts';
import { Replicas } from './replicas.tsx';
import { sparkFacts, sparkPath } from './sparkline.ts';
import { TONES } from './words.ts';

const SPARK = { width: 92, height: 18 };

/** What is not known is a dash, never a nought. */
const NOTHING = '–';

/** index: of all lines, from 0; the head is row 1 to a screen reader. */
export const PartitionRow = memo(function PartitionRow({
  index,
  partition,
  sampleTimes,
}: {
  index: number;
  partition: PartitionHealth;
  sampleTimes: readonly number[];
}) {
  const text = useText();
  const format = useFormat();
  const number = (n: number | null) => (n === null ? NOTHING : format.number(n));
  const rate = (n: number | null) => (n === null ? NOTHING : format.rate(n));
  const missingBrokers = missingOf(partition);
  const reasons = partition.reasons.map((reason) => whyAndNextOf({ reason, missingBrokers }, text, format));
  const since = text.health.since(format.time(partition.since, 'time', 0));
  const trend = sparkFacts(partition.rates, sampleTimes);
  const why = reasons.length === 0 ? undefined : [...reasons, since].join('\n');
  return (
    <tr aria-rowindex={index + 2} data-partition={nameOf(partition)} data-severity={partition.severity}>
      <td title={why}>
        <Badge tone={TONES[partition.severity]}>{text.health.severity[partition.severity]}</Badge>
        {why === undefined ? null : <span className="only-read">{why}</span>}
      </td>
      <td className="cut" title={nameOf(partition)}>
        {partition.topic}
        <span className="partition-number">-{partition.partition}</span>
      </td>
      <td>
        <Replicas partition={partition} />
      </td>
      <td className="right wide">{number(partition.logStart)}</td>
      <td className="right">{number(partition.highWatermark)}</td>
      <td title={trend && text.health.trendFacts(format.duration(trend.ms), format.rate(trend.most))}>
        <svg width={SPARK.width} height={SPARK.height} className="spark" aria-hidden="true">
          <path d={sparkPath(partition.rates, SPARK.width, SPARK.height)} />
        </svg>
      </td>
      <td className="right">{rate(partition.producedPerSecond)}</td>
      <td className="right">{rate(partition.consumedPerSecond)}</td>
      <td className="right">{number(partition.lagRecords)}</td>
      <td className="right wide">{number(partition.position)}</td>
      <td className="right" title={partition.minInsyncReplicas === null ? text.health.unknownMinIsr : undefined}>
        {partition.minInsyncReplicas ?? '?'}
      </td>
    </tr>
  );
});

export function TopicRow({ index, line, toggle }: { index: number; line: TopicLine; toggle: (topic: string) => void }) {
  const text = useText();
  const format = useFormat();
  const rate = (n: number | null) => (n === null ? NOTHING : format.rate(n));
  return (
    <tr aria-rowindex={index + 2} className="topic-line" data-topic={line.topic}>
      <td>
        <Badge tone={TONES[line.severity]}>{text.health.severity[line.severity]}</Badge>
      </td>
      <td colSpan={2}>
        <Button className="topic-toggle" aria-expanded={line.open} onPress={() => toggle(line.topic)}>
          <ChevronRight className="topic-arrow" size={14} aria-hidden />
          <span className="cut">{line.topic}</span>
          <span className="topic-count">{text.health.partitionsOf(format.number(line.partitions))}</span>
        </Button>
      </td>
      <td className="wide" />
      <td colSpan={2} />
      <td className="right">{rate(line.producedPerSecond)}</td>
      <td className="right">{rate(line.consumedPerSecond)}</td>
      <td className="right">{line.lagRecords === null ? NOTHING : format.number(line.lagRecords)}</td>
      <td className="wide" />
      <td />
    </tr>
  );
}
