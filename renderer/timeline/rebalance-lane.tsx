// The rebalances of this viewer's group, as far back as the session remembers them.
import { useMemo } from 'react';
import type { Rebalance } from '../../main/contract/health.ts';
import { useWatch } from '../engine/use-watch.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';
import type { Scale } from './bars.ts';
import { EventLane, EventTip, type LaneProps, zoomToRun } from './event-lane.tsx';
import { eventRuns } from './event-runs.ts';

const APART = 20;
const timeOf = ({ at }: Rebalance) => at;

/** Nothing where there was none. */
export function RebalanceLane({ scale, onPoint }: { scale: Scale } & Pick<LaneProps, 'onPoint'>) {
  const text = useText().timeline.lanes;
  const format = useFormat();
  const told = useTold();
  const rebalances = useWatch('consumers.status')?.rebalances;
  const runs = useMemo(() => eventRuns(rebalances ?? [], timeOf, scale, APART), [rebalances, scale]);
  if (!rebalances || rebalances.length === 0) return null;
  return (
    <EventLane
      name={text.rebalances.name}
      kind="rebalance-lane"
      runs={runs}
      width={scale.width}
      label={({ items, from }) => {
        const at = format.time(from, 'full', 3);
        const [first, ...others] = items;
        return first && others.length === 0
          ? text.rebalances.one(at, told(first.cause))
          : text.rebalances.several(format.number(items.length), at);
      }}
      sign={() => <i className="event-dot" />}
      onPress={zoomToRun}
      onPoint={onPoint}
      tip={({ items }) => (
        <EventTip
          items={items}
          keyOf={(one) => `${one.generation} ${one.at}`}
          time={(one) => format.time(one.at, 'day-time', 3)}
          foot={text.pressMinute}
        >
          {(one) => (
            <>
              {told(one.cause)} ·{' '}
              {text.rebalances.moved(format.number(one.moved), format.duration(one.ms), format.number(one.members))}
            </>
          )}
        </EventTip>
      )}
    />
  );
}
