import { Fragment, memo } from 'react';
import type { TopicConfig, TopicLayout } from '../../main/contract/cluster.ts';
import { Badge } from '../ui/notice.tsx';
import { SortedHead } from '../ui/sorted-head.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { configOf, configText, configTitle } from './config-words.ts';
import { NOTHING } from './lag-words.ts';
import { LongTable } from './long-table.tsx';
import { lackText, type Sum, sumText } from './sums.ts';
import { TOPIC_COLUMNS, type TopicColumn, type TopicLine, type TopicSort } from './topic-lines.ts';
import { TONES } from './words.ts';

const LEFT: readonly TopicColumn[] = ['status', 'name', 'retention', 'cleanup', 'compression', 'segment'];
/** Numbers are looked at from the greatest down, words from A. */
const ASCENDING_FIRST: readonly TopicColumn[] = ['name', 'cleanup', 'compression', 'retention', 'minIsr'];

export function TopicTable({
  lines,
  chosen,
  choose,
  sort,
  onSort,
}: {
  lines: readonly TopicLine[];
  chosen: string | undefined;
  choose: (topic: string | undefined) => void;
  sort: TopicSort;
  onSort: (sort: TopicSort) => void;
}) {
  const text = useText();
  return (
    <LongTable
      className="topic-box"
      tableClassName="cluster-table"
      label={text.cluster.column.name}
      head={TOPIC_COLUMNS.map((key) => (
        <SortedHead
          key={key}
          name={key}
          label={text.cluster.column[key]}
          help={text.cluster.columnHelp[key]}
          className={`topic-${key} ${LEFT.includes(key) ? '' : 'right'}`}
          sort={sort}
          isDescendingFirst={!ASCENDING_FIRST.includes(key)}
          onSort={onSort}
        />
      ))}
      rows={lines}
      row={(line, index) => {
        const { topic } = line.layout;
        return <TopicRow key={topic} index={index} line={line} isChosen={topic === chosen} choose={choose} />;
      }}
    />
  );
}

const TopicRow = memo(function TopicRow({
  index,
  line,
  isChosen,
  choose,
}: {
  index: number;
  line: TopicLine;
  isChosen: boolean;
  choose: (topic: string | undefined) => void;
}) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.cluster;
  const { layout, severity, troubled, skew } = line;
  const [worst] = layout.reasons;
  const why = [
    ...layout.reasons.map((reason) => told(reason.told)),
    ...(troubled > 0 ? [words.troubled(format.number(troubled))] : []),
  ].join('\n');
  const sum = (name: keyof TopicLayout['lacking']): Sum => ({ known: layout[name], lacking: layout.lacking[name] });
  const lack = (name: keyof TopicLayout['lacking']) => lackText(sum(name), text, format.number);
  const size = [
    ...(layout.allBytes === null ? [] : [words.allReplicas(sumText(sum('allBytes'), format.bytes, text))]),
    lack('bytes') ?? lack('allBytes') ?? [],
  ].flat();
  return (
    <tr
      aria-rowindex={index + 2}
      data-topic={layout.topic}
      data-severity={severity}
      className={isChosen ? 'chosen' : ''}
    >
      <td title={why || undefined}>
        <Badge tone={TONES[severity]}>
          {worst && severity === worst.severity ? words.short[worst.code] : text.health.severity[severity]}
        </Badge>
        <span className="only-read">{why}</span>
      </td>
      <td title={layout.topic}>
        <button
          type="button"
          className="group-open"
          aria-label={words.open(layout.topic)}
          aria-expanded={isChosen}
          onClick={() => choose(isChosen ? undefined : layout.topic)}
        >
          <span className="cut">{layout.topic}</span>
        </button>
      </td>
      <td className="right">{format.number(layout.partitions.length)}</td>
      <td className="right" title={size.join('\n') || undefined}>
        {sumText(sum('bytes'), format.bytes, text)}
      </td>
      <td className="right" title={lack('recordsPerSecond')}>
        {sumText(sum('recordsPerSecond'), format.rate, text)}
      </td>
      <td className="right topic-bytes" title={lack('bytesPerSecond')}>
        {sumText(sum('bytesPerSecond'), format.bytes, text)}
      </td>
      <td className="right topic-skew">
        {skew === null ? NOTHING : skew < 0.01 ? format.percent(skew) : `+${format.percent(skew)}`}
      </td>
      <Config layout={layout} names={['retention.ms', 'retention.bytes']} />
      <Config layout={layout} names={['cleanup.policy']} />
      <Config layout={layout} names={['compression.type']} className="topic-compression" />
      <Config layout={layout} names={['min.insync.replicas']} className="right" />
      <Config layout={layout} names={['segment.bytes', 'segment.ms']} className="topic-segment" />
    </tr>
  );
});

/** What was set on the topic is marked and bold; a second value only where it is no default. */
function Config({
  layout,
  names,
  className = '',
}: {
  layout: TopicLayout;
  names: readonly TopicConfig['name'][];
  className?: string;
}) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const all = names.flatMap((name) => configOf(layout, name) ?? []);
  if (all.length === 0)
    return (
      <td className={className} title={layout.why ? told(layout.why) : undefined}>
        <span className="config-unknown">{text.cluster.unknown}</span>
      </td>
    );
  return (
    <td className={`cut ${className}`} title={all.map((config) => configTitle(config, text)).join('\n')}>
      {all.map((config, i) =>
        i > 0 && config.source === 'default' ? null : (
          <Fragment key={config.name}>
            {i > 0 ? ' · ' : null}
            <span className="config" data-source={config.source}>
              {configText(config, text, format)}
            </span>
          </Fragment>
        ),
      )}
    </td>
  );
}
