import type { BrokerLayout, LogDirectory } from '../../main/contract/cluster.ts';
import { Badge } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { NOTHING } from './lag-words.ts';

/** The log directories of every broker, with what is free where the broker tells; why not, where they may not be read. */
export function DirectoryTable({ brokers }: { brokers: readonly BrokerLayout[] }) {
  const text = useText();
  const told = useTold();
  const words = text.cluster.brokers;
  const rows = brokers.flatMap((broker) => broker.directories?.map((directory) => ({ broker, directory })) ?? []);
  const refusals = new Set(brokers.flatMap(({ why, state }) => (why && state !== 'down' ? told(why) : [])));
  return (
    <>
      <h2 className="health-title">{words.directories}</h2>
      {[...refusals].map((why) => (
        <p key={why} className="group-none">
          {why}
        </p>
      ))}
      {rows.length === 0 ? null : (
        <div className="table-box broker-box">
          <table className="table" aria-label={words.directories}>
            <thead>
              <tr>
                <th scope="col">{text.health.broker.id}</th>
                <th scope="col">{words.directory.path}</th>
                <th scope="col" className="right">
                  {words.directory.replicas}
                </th>
                <th scope="col" className="right">
                  {words.directory.bytes}
                </th>
                <th scope="col">{words.directory.free}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ broker, directory }) => (
                <DirectoryRow key={`${broker.id} ${directory.path}`} broker={broker} directory={directory} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function DirectoryRow({ broker, directory }: { broker: BrokerLayout; directory: LogDirectory }) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const { path, replicas, bytes, failed, totalBytes: total, usableBytes: free } = directory;
  const isFlagged = broker.reasons.some(
    ({ code, told: why }) => code === 'directory-full' && why.said.some(({ values }) => values.path === path),
  );
  return (
    <tr data-directory={broker.id}>
      <th scope="row" className="broker-id number">
        {broker.id}
      </th>
      <td className="record">
        {path} {failed ? <Badge tone="error">{told(failed)}</Badge> : null}
      </td>
      <td className="right">{format.number(replicas)}</td>
      <td className="right">{format.bytes(bytes)}</td>
      <td className={isFlagged ? 'warn-text' : ''}>
        {total === null || free === null || total === 0 ? (
          NOTHING
        ) : (
          <span className="share">
            <span className="share-bar" aria-hidden>
              <span className="share-fill" style={{ width: `${(1 - free / total) * 100}%` }} />
            </span>
            {text.cluster.brokers.freeOf(format.bytes(free), format.bytes(total))}
          </span>
        )}
      </td>
    </tr>
  );
}
