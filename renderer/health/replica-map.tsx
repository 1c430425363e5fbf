import { memo, useMemo } from 'react';
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { HealthReport, PartitionHealth } from '../../main/contract/health.ts';
import { nameOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { Line } from './lines.ts';
import { LongTable } from './long-table.tsx';
import { type MapBroker, mapBrokers, type ReplicaState, replicaState } from './map-brokers.ts';
import type { PartitionMark, PartitionMarks } from './marks.ts';
import { GroupToggle, LayoutFlags } from './partition-row.tsx';
import { MARKED_STATES, ReplicaMark } from './replica-mark.tsx';

/** Which broker holds which replica of what, and how it is: rows are partitions, columns brokers by their racks. */
export function ReplicaMap({
  report,
  cluster,
  lines,
  marks,
  toggle,
}: {
  report: HealthReport;
  cluster: ClusterReport | undefined;
  lines: readonly Line[];
  marks: PartitionMarks;
  toggle: (key: string) => void;
}) {
  const text = useText();
  const words = text.cluster.map;
  const brokers = useMemo(() => mapBrokers(report, cluster), [report, cluster]);
  const live = useMemo(() => new Set(report.brokers.map(({ id }) => id)), [report]);
  return (
    <>
      <Legend />
      <LongTable
        className="map-box"
        tableClassName="cluster-table map-table"
        label={words.label}
        head={
          <>
            <th scope="col" className="map-name">
              {words.partition}
            </th>
            {brokers.map((broker) => (
              <BrokerHead key={broker.id} broker={broker} />
            ))}
          </>
        }
        rows={lines}
        row={(line, index) => {
          if (line.kind === 'group')
            return (
              <tr key={`group ${line.key}`} aria-rowindex={index + 2} className="topic-line">
                <td className="map-name">
                  <GroupToggle line={line} toggle={toggle} />
                </td>
                <td colSpan={brokers.length} />
              </tr>
            );
          const name = nameOf(line.partition);
          return (
            <MapRow
              key={name}
              index={index}
              partition={line.partition}
              mark={marks.get(name)}
              brokers={brokers}
              live={live}
            />
          );
        }}
      />
    </>
  );
}

function BrokerHead({ broker }: { broker: MapBroker }) {
  const words = useText().cluster.map;
  return (
    <th scope="col" className={`map-broker ${broker.startsRack ? 'rack-start' : ''}`} data-map-broker={broker.id}>
      {words.broker(String(broker.id))}
      <span className="map-rack">
        {broker.isLive ? null : <span className="map-down">{words.down}</span>}
        {broker.isSilent ? <span className="map-down">{words.silent}</span> : null}
        {broker.rack === null ? null : words.rack(broker.rack)}
      </span>
    </th>
  );
}

const MapRow = memo(function MapRow({
  index,
  partition,
  mark,
  brokers,
  live,
}: {
  index: number;
  partition: PartitionHealth;
  mark: PartitionMark | undefined;
  brokers: readonly MapBroker[];
  live: ReadonlySet<number>;
}) {
  const name = nameOf(partition);
  return (
    <tr aria-rowindex={index + 2} data-map={name} data-severity={partition.severity}>
      <th scope="row" className="map-name cut" title={name}>
        {partition.topic}
        <span className="partition-number">-{partition.partition}</span>
        <LayoutFlags codes={mark?.codes ?? []} />
      </th>
      {brokers.map(({ id, startsRack }) => (
        <td key={id} className={startsRack ? 'rack-start' : ''}>
          <Cell broker={id} state={replicaState(partition, id, live)} bytes={mark?.replicas.get(id) ?? null} />
        </td>
      ))}
    </tr>
  );
});

function Cell({ broker, state, bytes }: { broker: number; state: ReplicaState | undefined; bytes: number | null }) {
  const text = useText();
  const format = useFormat();
  const words = text.cluster.map;
  if (state === undefined) return null;
  const size = bytes === null ? '' : format.bytes(bytes);
  const kind =
    state.isPreferred && state.kind !== 'leader' ? `${words[state.kind]}, ${words.preferred}` : words[state.kind];
  const label = words.cell(String(broker), kind, size);
  return (
    <span className="map-cell" role="img" aria-label={label} title={label} data-replica={state.kind}>
      <ReplicaMark kind={state.kind} isPreferred={state.isPreferred} />
      <span className="map-size">{size}</span>
    </span>
  );
}

function Legend() {
  const words = useText().cluster.map;
  return (
    <ul className="map-legend">
      {MARKED_STATES.map((kind) => (
        <li key={kind}>
          <ReplicaMark kind={kind} isPreferred={false} /> {words[kind]}
        </li>
      ))}
      <li>
        <ReplicaMark kind="inSync" isPreferred /> {words.preferred}
      </li>
    </ul>
  );
}
