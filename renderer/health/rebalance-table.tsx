import type { Rebalance } from '../../main/contract/health.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';

/** More are in the title. */
const MOST_MOVES = 4;

/** Newest first. */
export function RebalanceTable({ rebalances }: { rebalances: readonly Rebalance[] }) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.health.consumers;
  if (rebalances.length === 0) return <p className="rebalances-none">{words.noRebalances}</p>;
  const who = (worker: number | null) => (worker === null ? words.rebalance.elsewhere : words.worker(String(worker)));
  const movesOf = ({ moves }: Rebalance) =>
    moves.map(({ from, to, partitions }) => words.rebalance.moves(who(from), who(to), format.number(partitions)));
  const today = format.day(Date.now() * 1000);
  return (
    <div className="table-box rebalance-box">
      <table className="table" aria-label={words.rebalancesTitle}>
        <thead>
          <tr>
            <th scope="col">{words.rebalance.at}</th>
            <th scope="col" className="worker-wide">
              {words.rebalance.cause}
            </th>
            <th scope="col" className="right">
              {words.rebalance.length}
            </th>
            <th scope="col" className="right" title={words.rebalance.movedHelp}>
              {words.rebalance.moved}
            </th>
            <th scope="col" className="right">
              {words.rebalance.members}
            </th>
            <th scope="col" className="right">
              {words.rebalance.generation}
            </th>
          </tr>
        </thead>
        <tbody>
          {rebalances.map((one) => (
            <tr key={`${one.generation} ${one.at}`}>
              <td className="number">{format.time(one.at, format.day(one.at) === today ? 'time' : 'full', 0)}</td>
              <td className="worker-wide">
                {told(one.cause)}
                {one.moves.length === 0 ? null : (
                  <span className="rebalance-moves" title={movesOf(one).join('\n')}>
                    {movesOf(one).slice(0, MOST_MOVES).join(' · ')}
                    {one.moves.length > MOST_MOVES ? ' · …' : null}
                  </span>
                )}
              </td>
              <td className="right">{format.duration(one.ms)}</td>
              <td className="right">{format.number(one.moved)}</td>
              <td className="right">{format.number(one.members)}</td>
              <td className="right">{format.number(one.generation)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
