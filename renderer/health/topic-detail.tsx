import { X } from 'lucide-react';
import { memo } from 'react';
import type { PartitionLayout, TopicLayout, Trend } from '../../main/contract/cluster.ts';
import { useCall } from '../engine/use-call.ts';
import { IconButton } from '../ui/button.tsx';
import { nameOf } from '../ui/partition-words.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { configText } from './config-words.ts';
import { NOTHING } from './lag-words.ts';
import { LongTable } from './long-table.tsx';
import { LayoutFlags } from './partition-row.tsx';
import { PlotMenu } from './plot-menu.tsx';
import { Since } from './since.tsx';
import { sparkPath } from './sparkline.ts';

const SPARK = { width: 92, height: 18 };
const HOUR = 3_600_000_000;
const POINTS = 60;
const COLUMNS = ['name', 'size', 'share', 'records', 'bytes', 'rateTrend', 'sizeTrend'] as const;
const RIGHT: readonly string[] = ['size', 'records', 'bytes'];

/** One topic opened: why it is judged as it is, its configuration with where it was set, its partitions over the last hour. */
export function TopicDetailPanel({
  layout,
  sampledAt,
  close,
}: {
  layout: TopicLayout;
  sampledAt: number;
  close: () => void;
}) {
  const text = useText();
  const told = useTold();
  const words = text.cluster;
  const { data: trend } = useCall(
    'cluster.trend',
    { topic: layout.topic, from: sampledAt - HOUR, to: sampledAt + 1, buckets: POINTS },
    sampledAt,
  );
  return (
    <section className="group-detail topic-detail" aria-label={layout.topic}>
      <header className="group-detail-head">
        <h3 className="cut">{layout.topic}</h3>
        <span className="grow" />
        <PlotMenu of={{ of: 'topics', topics: [layout.topic] }} />
        <IconButton label={words.close} className="small" onPress={close}>
          <X size={14} />
        </IconButton>
      </header>
      {layout.reasons.length === 0 ? null : (
        <ul className="group-reasons">
          {layout.reasons.map((reason) => (
            <li key={reason.code} data-severity={reason.severity}>
              {told(reason.told)} <Since at={reason.since} />
            </li>
          ))}
        </ul>
      )}
      <div className="topic-parts">
        <Configuration layout={layout} />
        <Partitions layout={layout} trend={trend} />
      </div>
    </section>
  );
}

function Configuration({ layout }: { layout: TopicLayout }) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.cluster;
  return (
    <div className="topic-config">
      <h4 className="health-title">{words.config}</h4>
      {layout.configs === null ? (
        <p className="group-none">{layout.why ? told(layout.why) : words.unknown}</p>
      ) : (
        <table className="table" aria-label={`${words.config}: ${layout.topic}`}>
          <thead>
            <tr>
              <th scope="col">{words.configTable.name}</th>
              <th scope="col">{words.configTable.value}</th>
              <th scope="col">{words.configTable.source}</th>
            </tr>
          </thead>
          <tbody>
            {layout.configs.map((config) => (
              <tr key={config.name} data-config={config.name}>
                <td className="record">{config.name}</td>
                <td title={config.value ?? undefined}>
                  <span className="config" data-source={config.source}>
                    {configText(config, text, format)}
                  </span>
                </td>
                <td>{words.source[config.source]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Partitions({ layout, trend }: { layout: TopicLayout; trend: Trend | undefined }) {
  const text = useText();
  const format = useFormat();
  const words = text.cluster;
  const { partitions } = layout;
  const trends = new Map(trend?.partitions.map((one) => [one.partition, one]));
  return (
    <div className="topic-partitions">
      <h4 className="health-title">
        {words.partitions} <span className="title-count">{format.number(partitions.length)}</span>
      </h4>
      <LongTable
        className="topic-partition-box"
        tableClassName="cluster-table"
        label={`${words.partitions}: ${layout.topic}`}
        head={COLUMNS.map((key) => (
          <th key={key} scope="col" className={`topic-part-${key} ${RIGHT.includes(key) ? 'right' : ''}`}>
            {words.part[key]}
          </th>
        ))}
        rows={partitions}
        row={(one, index) => {
          const trend = trends.get(one.partition);
          return <PartitionLine key={one.partition} index={index} one={one} layout={layout} trend={trend} />;
        }}
      />
    </div>
  );
}

const PartitionLine = memo(function PartitionLine({
  index,
  one,
  layout,
  trend,
}: {
  index: number;
  one: PartitionLayout;
  layout: TopicLayout;
  trend: Trend['partitions'][number] | undefined;
}) {
  const text = useText();
  const format = useFormat();
  const { partitions, reasons } = layout;
  // By what arrives, or by size where nothing does.
  const isByRate = layout.rateSkew !== null;
  const measure = isByRate ? 'recordsPerSecond' : 'bytes';
  const [mine, all] = [one[measure], layout[measure]];
  // Of a sum that is not whole nobody knows the share.
  const share = mine === null || all === null || all === 0 || layout.lacking[measure] > 0 ? null : mine / all;
  const codes = reasons.filter((reason) => reason.partitions.includes(one.partition)).map(({ code }) => code);
  return (
    <tr aria-rowindex={index + 2} data-layout={nameOf({ topic: layout.topic, partition: one.partition })}>
      <td>
        <span className="number">{one.partition}</span>
        <LayoutFlags codes={codes} />
      </td>
      <td className="right">{one.bytes === null ? NOTHING : format.bytes(one.bytes)}</td>
      <td title={share === null ? undefined : text.cluster.even(format.percent(1 / partitions.length))}>
        {share === null ? (
          NOTHING
        ) : (
          <span className="share">
            <span className="share-bar" aria-hidden>
              <span className="share-fill" style={{ width: `${share * 100}%` }} />
              <span className="share-even" style={{ left: `${100 / partitions.length}%` }} />
            </span>
            <span className="number">{format.percent(share)}</span>
          </span>
        )}
      </td>
      <td className="right">{one.recordsPerSecond === null ? NOTHING : format.rate(one.recordsPerSecond)}</td>
      <td className="right">{one.bytesPerSecond === null ? NOTHING : format.bytes(one.bytesPerSecond)}</td>
      <Spark values={trend?.recordsPerSecond} say={(n) => format.rate(n)} />
      <Spark values={trend?.bytes} say={(n) => format.bytes(n)} />
    </tr>
  );
});

function Spark({ values = [], say }: { values?: readonly (number | null)[]; say: (n: number) => string }) {
  const text = useText();
  const known = values.filter((value) => value !== null);
  const [from, to] = [known[0], known.at(-1)];
  const path = sparkPath(values, SPARK.width, SPARK.height);
  const title = from === undefined || to === undefined ? undefined : text.cluster.trendOf(say(from), say(to));
  return (
    <td title={title}>
      {path === '' ? (
        NOTHING
      ) : (
        <svg width={SPARK.width} height={SPARK.height} className="spark" role="img" aria-label={title}>
          <path d={path} />
        </svg>
      )}
    </td>
  );
}
