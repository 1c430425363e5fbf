import type { WorkerStatus } from '../../main/contract/health.ts';
import { Badge, Empty } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { Held } from './held.tsx';
import { lackText, sumOf, sumText } from './sums.ts';
import { lagsOf } from './workers.ts';

const TONES: Record<WorkerStatus['state'], 'ok' | 'warn' | 'error' | 'info'> = {
  starting: 'info',
  joining: 'info',
  consuming: 'ok',
  idle: 'info',
  paused: 'warn',
  restarting: 'warn',
  failed: 'error',
  leaving: 'info',
  stopped: 'info',
};

export function WorkerTable({ workers }: { workers: readonly WorkerStatus[] }) {
  const text = useText();
  const { column, columnHelp } = text.health.consumers;
  if (workers.length === 0)
    return (
      <div className="table-box worker-box">
        <Empty title={text.health.consumers.starting} />
      </div>
    );
  return (
    <div className="table-box worker-box">
      <table className="table" aria-label={text.health.consumers.workersTitle}>
        <thead>
          <tr>
            <th scope="col">{column.worker}</th>
            <th scope="col">{column.state}</th>
            <th scope="col" className="worker-wide">
              {column.partitions}
            </th>
            <th scope="col" className="right">
              {column.records}
            </th>
            <th scope="col" className="right">
              {column.bytes}
            </th>
            <th scope="col" className="right" title={columnHelp.fetch}>
              {column.fetch}
            </th>
            <th scope="col" className="right" title={columnHelp.wait}>
              {column.wait}
            </th>
            <th scope="col" className="right">
              {column.lag}
            </th>
            <th scope="col" className="right" title={columnHelp.restarts}>
              {column.restarts}
            </th>
          </tr>
        </thead>
        <tbody>
          {workers.map((worker) => (
            <WorkerRow key={worker.id} worker={worker} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WorkerRow({ worker }: { worker: WorkerStatus }) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.health.consumers;
  const lag = sumOf(lagsOf(worker));
  return (
    <tr data-worker={worker.id} data-state={worker.state}>
      <td title={worker.memberId ?? undefined}>{words.worker(String(worker.id))}</td>
      <td>
        <Badge tone={TONES[worker.state]}>{words.state[worker.state]}</Badge>
      </td>
      <td className="worker-wide">
        {worker.partitions.length > 0 ? <Held partitions={worker.partitions} /> : null}
        {worker.reason === null ? null : <p className="worker-reason">{told(worker.reason)}</p>}
        {worker.partitions.length === 0 && worker.reason === null ? (
          <span className="worker-none">{words.none}</span>
        ) : null}
      </td>
      <td className="right">{format.rate(worker.recordsPerSecond)}</td>
      <td className="right">{format.bytes(worker.bytesPerSecond)}</td>
      <td className="right">{format.bytes(worker.fetchBytes)}</td>
      <td className="right">{format.duration(worker.fetchWaitMs)}</td>
      <td className="right" title={lackText(lag, text, format.number)}>
        {sumText(lag, format.number, text)}
      </td>
      <td className={`right ${worker.restarts > 0 ? 'warn-text' : ''}`}>{format.number(worker.restarts)}</td>
    </tr>
  );
}
