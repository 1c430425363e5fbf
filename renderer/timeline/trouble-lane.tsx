// Since when partitions of the view's topics are in trouble (leader, ISR, lag): those that are now, as far as the session saw it.
import { useMemo } from 'react';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { useWatch } from '../engine/use-watch.ts';
import { usePlace } from '../state/place.ts';
import type { Format } from '../ui/format.ts';
import { type Text, useFormat, useText } from '../ui/text.ts';
import { shown } from '../ui/told.ts';
import type { Scale } from './bars.ts';
import { EventLane, type LaneProps, zoomToRun } from './event-lane.tsx';
import { eventRuns } from './event-runs.ts';

const APART = 20;
const NAMED = 5;
const timeOf = ({ since }: PartitionHealth) => since;

/** Nothing where no partition is in trouble. */
export function TroubleLane({ scale, onPoint }: { scale: Scale } & Pick<LaneProps, 'onPoint'>) {
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
          ? words.partitions.one(at, nameOf(first), whyOf(first, text, format))
          : words.partitions.several(format.number(items.length), at);
      }}
      sign={({ severity }) => <i className={`event-dot ${severity}`} />}
      onPress={zoomToRun}
      onPoint={onPoint}
      tip={({ items }) => (
        <>
          {items.slice(0, NAMED).map((one) => (
            <div key={nameOf(one)} className="tip-event">
              <span className="tip-time">{format.time(one.since, 'day-time', 0)}</span>
              <span className="tip-note-text">
                {nameOf(one)}: {whyOf(one, text, format)}
              </span>
            </div>
          ))}
          {items.length > NAMED ? (
            <div className="tip-more">{words.more(format.number(items.length - NAMED))}</div>
          ) : null}
          <div className="tip-more">{words.partitions.since}</div>
        </>
      )}
    />
  );
}

function nameOf({ topic, partition }: PartitionHealth): string {
  return `${topic}-${partition}`;
}

function whyOf({ reasons, severity, replicas, isr }: PartitionHealth, text: Text, format: Format): string {
  const missing = replicas.filter((broker) => !isr.includes(broker)).join(', ');
  // The first one tells; the partitions' own view has the others.
  const reason = reasons.find((one) => one.severity === severity);
  return reason ? text.health.why[reason.code]({ ...shown(reason.values, format), missing }) : '';
}
