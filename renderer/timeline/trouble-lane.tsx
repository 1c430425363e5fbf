// Since when partitions of the view's topics are in trouble (leader, ISR, lag): those that are now, as far as the session saw it.
import { memo, useMemo } from 'react';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { useWatch } from '../engine/use-watch.ts';
import { usePlace } from '../state/place.ts';
import type { Format } from '../ui/format.ts';
import { missingOf, nameOf, whyOf } from '../ui/partition-words.ts';
import { type Text, useFormat, useText } from '../ui/text.ts';
import type { Scale } from './bars.ts';
import { EventLane, EventTip, type LaneProps, zoomToRun } from './event-lane.tsx';
import { eventRuns } from './event-runs.ts';

const APART = 20;
const timeOf = ({ since }: PartitionHealth) => since;

/** Nothing where no partition is in trouble. */
export const TroubleLane = memo(function TroubleLane({
  scale,
  onPoint,
}: { scale: Scale } & Pick<LaneProps, 'onPoint'>) {
  const text = useText();
  const words = text.timeline.lanes;
  const format = useFormat();
  const { topics } = usePlace();
  const partitions = useWatch('health.report')?.partitions;
  const troubled = useMemo(
    () =>
      (partitions ?? []).filter(
        ({ severity, topic }) =>
          (severity === 'warning' || severity === 'error') && (topics === null || topics.includes(topic)),
      ),
    [partitions, topics],
  );
  const runs = useMemo(() => eventRuns(troubled, timeOf, scale, APART), [troubled, scale]);
  if (troubled.length === 0) return null;
  return (
    <EventLane
      name={words.partitions.name}
      kind="trouble-lane"
      runs={runs}
      width={scale.width}
      label={({ items, from }) => {
        const at = format.time(from, 'full', 0);
        const [first, ...others] = items;
        return first && others.length === 0
          ? words.partitions.one(at, nameOf(first), worstOf(first, text, format))
          : words.partitions.several(format.number(items.length), at);
      }}
      sign={({ severity }) => <i className={`event-dot ${severity}`} />}
      onPress={zoomToRun}
      onPoint={onPoint}
      tip={({ items }) => (
        <EventTip
          items={items}
          keyOf={nameOf}
          time={(one) => format.time(one.since, 'day-time', 0)}
          foot={words.partitions.since}
        >
          {(one) => `${nameOf(one)}: ${worstOf(one, text, format)}`}
        </EventTip>
      )}
    />
  );
});

function worstOf(partition: PartitionHealth, text: Text, format: Format): string {
  // The first one tells; the partitions' own view has the others.
  const reason = partition.reasons.find((one) => one.severity === partition.severity);
  return reason ? whyOf({ reason, missingBrokers: missingOf(partition) }, text, format) : '';
}
