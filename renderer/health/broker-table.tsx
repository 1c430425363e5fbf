import './cluster.css';
import type { BrokerLayout, ClusterReport } from '../../main/contract/cluster.ts';
import type { BrokerLine } from '../../main/contract/look.ts';
import { troubleKey } from '../../main/health/words.ts';
import type { Format } from '../ui/format.ts';
import { Badge } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { DirectoryTable } from './directory-table.tsx';
import { NOTHING } from './lag-words.ts';
import { PlotMenu } from './plot-menu.tsx';
import { Since } from './since.tsx';

/** Beyond this share of the mean a broker's leaders or replicas are flagged. */
const FLAGGED_SKEW = 0.1;

/** `cluster`: what the last look found; undefined before it. */
export function BrokerTable({
  brokers,
  cluster,
}: {
  brokers: readonly BrokerLine[];
  cluster: ClusterReport | undefined;
}) {
  const text = useText();
  const told = useTold();
  const words = text.health.broker;
  const more = text.cluster.brokers;
  const most = Math.max(1, ...brokers.map((broker) => broker.replicas));
  const layouts = new Map(cluster?.brokers.map((one) => [one.id, one]));
  const reasons = cluster?.brokers.flatMap((broker) => broker.reasons.map((reason) => ({ broker, reason }))) ?? [];
  return (
    <div className="broker-panel">
      <ControllerLine cluster={cluster} />
      {reasons.length === 0 ? null : (
        <ul className="group-reasons broker-reasons">
          {reasons.map(({ broker, reason }) => (
            <li key={`${broker.id} ${troubleKey(reason)}`} data-severity={reason.severity}>
              <strong>{text.cluster.map.broker(String(broker.id))}:</strong> {told(reason.told)}{' '}
              <Since at={reason.since} />
            </li>
          ))}
        </ul>
      )}
      <div className="table-box broker-box">
        <table className="table broker-table" aria-label={words.id}>
          <thead>
            <tr>
              <th scope="col">{words.id}</th>
              <th scope="col">{words.role}</th>
              <th scope="col" className="broker-wide">
                {words.address}
              </th>
              <th scope="col" title={more.help.rack}>
                {more.rack}
              </th>
              <th scope="col" className="right">
                {words.leaders}
              </th>
              <th scope="col" className="right">
                {words.replicas}
              </th>
              <th scope="col" aria-hidden className="broker-wide" />
              <th scope="col" className="right" title={words.missingHelp}>
                {words.missing}
              </th>
              <th scope="col" className="right" title={more.help.preferred}>
                {more.preferred}
              </th>
              <th scope="col" className="right" title={words.skewHelp}>
                {words.skew}
              </th>
              <th scope="col" className="right" title={more.help.metadata}>
                {more.metadata}
              </th>
              <th scope="col" className="right" title={more.help.disk}>
                {more.disk}
              </th>
              <th scope="col" title={more.help.version}>
                {more.version}
              </th>
            </tr>
          </thead>
          <tbody>
            {brokers.map((broker) => (
              <BrokerRow key={broker.id} broker={broker} layout={layouts.get(broker.id)} most={most} />
            ))}
          </tbody>
        </table>
      </div>
      {cluster && cluster.sampledAt !== null ? <DirectoryTable brokers={cluster.brokers} /> : null}
    </div>
  );
}

function BrokerRow({ broker, layout, most }: { broker: BrokerLine; layout: BrokerLayout | undefined; most: number }) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.health.broker;
  const more = text.cluster.brokers;
  const isDown = broker.address === null;
  const trouble = !isDown && (layout?.state === 'silent' || layout?.state === 'failing') ? layout.state : undefined;
  const hasImbalance = layout?.reasons.some(({ code }) => code === 'imbalance') ?? false;
  const bytes = layout?.directories?.reduce((sum, one) => sum + one.bytes, 0);
  return (
    <tr data-broker={broker.id}>
      <th scope="row" className="broker-id number">
        <span className="with-plot">
          {broker.id}
          <PlotMenu of={{ of: 'broker', broker: broker.id }} isSmall />
        </span>
      </th>
      <td>
        <Badge tone={isDown || trouble ? 'error' : 'ok'}>
          {isDown ? words.down : trouble ? text.cluster.short[`broker-${trouble}`] : words.live}
        </Badge>{' '}
        {broker.controller ? <Badge tone="info">{words.controller}</Badge> : null}
      </td>
      <td className="record broker-wide">{broker.address ?? NOTHING}</td>
      <td>{layout?.rack ?? NOTHING}</td>
      <td className="right">{format.number(broker.leaders)}</td>
      <td className="right">{format.number(broker.replicas)}</td>
      <td className="broker-wide">
        <span className="broker-bar" aria-hidden>
          <span className="broker-replicas" style={{ width: `${(broker.replicas / most) * 100}%` }} />
          <span className="broker-leaders" style={{ width: `${(broker.leaders / most) * 100}%` }} />
        </span>
      </td>
      <td className={`right ${broker.outOfSync > 0 ? 'warn-text' : ''}`}>{format.number(broker.outOfSync)}</td>
      <td className={`right ${hasImbalance ? 'warn-text' : ''}`}>
        {layout === undefined ? NOTHING : more.missed(format.number(layout.misses), format.number(layout.preferred))}
      </td>
      <td className="right">
        {broker.leaderSkew === null && broker.replicaSkew === null ? (
          NOTHING
        ) : (
          <>
            <Skew share={broker.leaderSkew} /> / <Skew share={broker.replicaSkew} />
          </>
        )}
      </td>
      <td className="right">{layout?.metadataMs == null ? NOTHING : latency(layout.metadataMs, format)}</td>
      <td className="right" title={layout?.why ? told(layout.why) : undefined}>
        {bytes === undefined ? (layout?.why ? text.cluster.unknown : NOTHING) : format.bytes(bytes)}
      </td>
      <td>
        {layout?.release ? told(layout.release) : NOTHING}
        {layout?.metadataVersion == null ? null : (
          <span className="broker-level">{more.metadataVersion(String(layout.metadataVersion))}</span>
        )}
      </td>
    </tr>
  );
}

function Skew({ share }: { share: number | null }) {
  const format = useFormat();
  const className = Math.abs(share ?? 0) > FLAGGED_SKEW ? 'warn-text' : undefined;
  return <span className={className}>{share === null ? NOTHING : signed(share, format)}</span>;
}

function ControllerLine({ cluster }: { cluster: ClusterReport | undefined }) {
  const text = useText();
  const format = useFormat();
  const words = text.cluster.brokers;
  if (!cluster || cluster.sampledAt === null) return null;
  const { mode, controllerId, brokers } = cluster;
  const id = String(controllerId);
  const isKraft = mode === 'kraft';
  const racks = new Set(brokers.flatMap(({ rack }) => rack ?? [])).size;
  return (
    <p className="broker-line">
      {controllerId === null
        ? isKraft
          ? words.controller.unknownKraft
          : words.controller.unknown
        : isKraft
          ? words.controller.kraft(id)
          : words.controller.zookeeper(id)}
      {racks === 0 ? null : <> · {words.racks(format.number(racks))}</>} · {words.followed}
    </p>
  );
}

/** 0.8 ms, 38 ms */
function latency(ms: number, format: Format): string {
  return ms < 100 ? `${format.rate(ms)} ms` : format.duration(ms);
}

/** +26 %, −4 %, 0 % */
function signed(share: number, format: Format): string {
  const percents = Math.round(share * 100);
  return `${percents > 0 ? '+' : percents < 0 ? '−' : ''}${format.percent(Math.abs(percents) / 100)}`;
}
