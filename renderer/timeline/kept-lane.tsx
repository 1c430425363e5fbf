// What happened to the cluster and to its groups, as the cache keeps it: a lane of events of some kinds.
import { memo, useMemo } from 'react';
import type { EventKind, HealthEvent } from '../../main/contract/history.ts';
import { useCall } from '../engine/use-call.ts';
import { useFollowed } from '../engine/use-followed.ts';
import { useWatch } from '../engine/use-watch.ts';
import { usePlace } from '../state/place.ts';
import { eventText, toneOf, worstTone } from '../ui/event-words.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';
import type { Scale } from './bars.ts';
import { EventLane, EventTip, type LaneProps, zoomToRun } from './event-lane.tsx';
import { eventRuns } from './event-runs.ts';

const APART = 20;
/** More are not drawn; the newest are, and how many there are besides is said. */
const MOST = 2000;

const KINDS = {
  rebalances: ['rebalance', 'group-state'],
  isr: [
    ...(['isr-shrunk', 'isr-expanded', 'isr-flapping', 'leader-changed', 'unclean-election', 'offline'] as const),
    ...(['online', 'reassigned', 'broker-gone', 'broker-came', 'controller-moved', 'topic-created'] as const),
    ...(['topic-deleted', 'topic-anew', 'partitions-added', 'config-changed', 'records-lost'] as const),
  ],
  undecodable: ['undecodable', 'unreadable'],
} satisfies Record<string, EventKind[]>;
const timeOf = ({ at }: HealthEvent) => at;

/** Nothing where there was none. */
export const KeptLane = memo(function KeptLane({
  lane,
  scale,
  onPoint,
}: { lane: keyof typeof KINDS; scale: Scale } & Pick<LaneProps, 'onPoint'>) {
  const text = useText();
  const words = text.timeline.lanes;
  const format = useFormat();
  const told = useTold();
  const { topics } = usePlace();
  const followed = useFollowed();
  const kept = useWatch('health.kept')?.events ?? 0;
  // Whole minutes: a range that moves with the clock does not ask at every step.
  const [from, to] = [Math.floor(scale.from / 60e6) * 60e6, Math.ceil(scale.to / 60e6) * 60e6];
  const asked = kept === 0 ? null : { from, to, kinds: KINDS[lane], topics, limit: MOST };
  const { data } = useCall('health.events', asked, kept);
  const runs = useMemo(() => eventRuns(data?.events ?? [], timeOf, scale, APART), [data, scale]);
  if (!data || data.events.length === 0) return null;
  const name =
    data.more > 0 ? `${words.kept[lane].name} (${words.more(format.number(data.more))})` : words.kept[lane].name;
  const say = (event: HealthEvent) => eventText(event, text, format, told);
  return (
    <EventLane
      name={name}
      kind={`${lane}-lane`}
      runs={runs}
      width={scale.width}
      label={({ items, from: first }) => {
        const at = format.time(first, 'full', 3);
        const [one, ...others] = items;
        return one && others.length === 0
          ? words.kept.one(at, say(one))
          : words.kept.several(words.kept[lane].name, format.number(items.length), at);
      }}
      sign={(event) => <i className={`event-dot ${toneOf(event, followed)}`} />}
      tone={({ items }) => worstTone(items.map((event) => toneOf(event, followed)))}
      onPress={zoomToRun}
      onPoint={onPoint}
      tip={({ items }) => (
        <EventTip
          items={items}
          keyOf={({ id }) => String(id)}
          time={(one) => format.time(one.at, 'day-time', 0)}
          foot={words.pressMinute}
        >
          {say}
        </EventTip>
      )}
    />
  );
});
