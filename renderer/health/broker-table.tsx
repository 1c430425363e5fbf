import type { Format } from '../ui/format.ts';
import { Badge } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import type { BrokerLine } from './brokers.ts';

/** Beyond this share of the mean a broker's leaders are flagged. */
const FLAGGED_SKEW = 0.1;

export function BrokerTable({ brokers }: { brokers: readonly BrokerLine[] }) {
  const text = useText();
  const format = useFormat();
  const words = text.health.broker;
  const most = Math.max(1, ...brokers.map((broker) => broker.replicas));
  return (
    <div className="table-box broker-box">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.id}</th>
            <th scope="col">{words.role}</th>
            <th scope="col">{words.address}</th>
            <th scope="col" className="right">
              {words.leaders}
            </th>
            <th scope="col" className="right">
              {words.replicas}
            </th>
            <th scope="col" aria-hidden />
            <th scope="col" className="right" title={words.missingHelp}>
              {words.missing}
            </th>
            <th scope="col" className="right" title={words.skewHelp}>
              {words.skew}
            </th>
          </tr>
        </thead>
        <tbody>
          {brokers.map((broker) => (
            <tr key={broker.id} data-broker={broker.id}>
              <th scope="row" className="broker-id number">
                {broker.id}
              </th>
              <td>
                <Badge tone={broker.address === null ? 'error' : 'ok'}>
                  {broker.address === null ? words.down : words.live}
                </Badge>{' '}
                {broker.controller ? <Badge tone="info">{words.controller}</Badge> : null}
              </td>
              <td className="record">{broker.address ?? '–'}</td>
              <td className="right">{format.number(broker.leaders)}</td>
              <td className="right">{format.number(broker.replicas)}</td>
              <td>
                <span className="broker-bar" aria-hidden>
                  <span className="broker-replicas" style={{ width: `${(broker.replicas / most) * 100}%` }} />
                  <span className="broker-leaders" style={{ width: `${(broker.leaders / most) * 100}%` }} />
                </span>
              </td>
              <td className={`right ${broker.outOfSync > 0 ? 'warn-text' : ''}`}>{format.number(broker.outOfSync)}</td>
              <td className={`right ${Math.abs(broker.skew ?? 0) > FLAGGED_SKEW ? 'warn-text' : ''}`}>
                {broker.skew === null ? '–' : signed(broker.skew, format)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** +26 %, −4 %, 0 % */
function signed(share: number, format: Format): string {
  const percents = Math.round(share * 100);
  return `${percents > 0 ? '+' : percents < 0 ? '−' : ''}${format.percent(Math.abs(percents) / 100)}`;
}
