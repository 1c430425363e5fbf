// What happened to the cluster and to this viewer's group, as the cache keeps it: a row each, the newest first.
import './events.css';
import { ChevronRight, History } from 'lucide-react';
import { memo, useCallback, useMemo, useState } from 'react';
import type { HealthEvent } from '../../main/contract/history.ts';
import { useCall } from '../engine/use-call.ts';
import { useFollowed } from '../engine/use-followed.ts';
import { useWatch } from '../engine/use-watch.ts';
import { go } from '../state/place.ts';
import { zoomAround } from '../state/zoom.ts';
import { Button } from '../ui/button.tsx';
import { type EventTone, eventParts, toneOf, worstTone } from '../ui/event-words.ts';
import { Select } from '../ui/fields.tsx';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';
import { Empty } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { type EventLine, foldEvents, sameOf } from './event-folds.ts';
import { EVENT_CLASSES, type EventClass, kindsOf } from './event-kinds.ts';
import { LongTable } from './long-table.tsx';
import { toggled } from './toggled.ts';

/** So many are asked for; how many older ones there are is said. */
const MOST = 2000;
const ALL = '';
const NONE: readonly HealthEvent[] = [];
const GROUP_KINDS = kindsOf('groups') ?? [];

/** `topics`: those that may be chosen. */
export function EventList({ topics }: { topics: readonly string[] }) {
  const text = useText();
  const format = useFormat();
  const words = text.eventList;
  const [chosen, setChosen] = useState<EventClass>('all');
  const [topic, setTopic] = useState(ALL);
  const kept = useWatch('health.kept')?.events ?? 0;
  const asked = { from: null, to: null, kinds: kindsOf(chosen), topics: topic === ALL ? null : [topic], limit: MOST };
  const { data } = useCall('health.events', asked, kept);
  const isNarrow = chosen !== 'all' || topic !== ALL;
  const clear = () => {
    setChosen('all');
    setTopic(ALL);
  };
  return (
    <section className="event-list" aria-label={words.title}>
      <div className="event-list-bar">
        <Select
          label={words.kind}
          hideLabel
          value={chosen}
          choices={EVENT_CLASSES.map((value) => ({ value, label: words.classes[value] }))}
          onChange={setChosen}
        />
        <Select
          label={words.topic}
          hideLabel
          value={topic}
          choices={[{ value: ALL, label: words.allTopics }, ...topics.map((value) => ({ value, label: value }))]}
          onChange={setTopic}
        />
        {topic === ALL ? null : <span className="event-list-note">{words.andCluster}</span>}
        <span className="grow" />
        {data && data.more > 0 ? (
          <span className="event-list-note number" role="status">
            {words.newest(format.number(data.events.length), format.number(data.more))}
          </span>
        ) : null}
      </div>
      {data && data.events.length > 0 ? <Rows events={data.events} /> : null}
      {data && data.events.length === 0 ? (
        <div className="table-box event-none">
          {isNarrow ? (
            <Empty title={words.noMatch} action={<Button onPress={clear}>{text.health.clearFilter}</Button>} />
          ) : (
            <Empty title={words.none} icon={<History size={28} />}>
              {words.noneHelp}
            </Empty>
          )}
        </div>
      ) : null}
    </section>
  );
}

function Rows({ events }: { events: readonly HealthEvent[] }) {
  const words = useText().eventList;
  const folds = useMemo(() => foldEvents(events), [events]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const lines = useMemo(
    () =>
      folds.flatMap((line): EventLine[] =>
        opened.has(line.event.id) ? [line, ...line.folded.map((event) => ({ event, folded: NONE }))] : [line],
      ),
    [folds, opened],
  );
  const followed = useFollowed();
  const toggle = useCallback((id: number) => setOpened((old) => toggled(old, id)), []);
  return (
    <LongTable
      className="event-box"
      tableClassName="event-table"
      label={words.title}
      head={
        <>
          <th scope="col" className="event-at">
            {words.at}
          </th>
          <th scope="col" className="event-place">
            {words.place}
          </th>
          <th scope="col">{words.what}</th>
        </>
      }
      rows={lines}
      row={(line, index) => {
        const { id } = line.event;
        const events = line.several ? line.folded : [line.event];
        return (
          <Row
            key={line.several ? `from ${id}` : id}
            index={index}
            {...line}
            tone={worstTone(events.map((event) => toneOf(event, followed)))}
            isOpen={opened.has(id)}
            toggle={toggle}
          />
        );
      }}
    />
  );
}

const Row = memo(function Row({
  index,
  event,
  folded,
  several,
  tone,
  isOpen,
  toggle,
}: EventLine & { index: number; tone: EventTone; isOpen: boolean; toggle: (id: number) => void }) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const { place, what } = several ? movesParts(folded, text, format) : eventParts(event, text, format, told);
  // "Back" comes here again.
  const open = () => {
    go({ screen: 'logs' }, true);
    const times = [event, ...(several ? folded : NONE)].map(({ at }) => at);
    zoomAround(Math.min(...times), Math.max(...times));
  };
  return (
    <tr aria-rowindex={index + 2} data-kind={event.kind} data-tone={tone}>
      <td className="number">{format.time(event.at, 'full', 0)}</td>
      <td className="cut" title={place}>
        {place === '' ? (
          <span className="event-cluster">
            {GROUP_KINDS.includes(event.kind) ? text.eventList.group : text.eventList.cluster}
          </span>
        ) : (
          place
        )}
      </td>
      <td title={`${what}\n${text.timeline.lanes.pressMinute}`}>
        <span className="event-what">
          <button type="button" className="event-open" onClick={open}>
            <i className={`event-dot ${tone}`} aria-hidden />
            <span className="cut">{what}</span>
          </button>
          {folded.length === 0 ? null : (
            <button type="button" className="event-more" aria-expanded={isOpen} onClick={() => toggle(event.id)}>
              <ChevronRight size={13} aria-hidden />
              {several ? text.eventList.each : text.eventList.followed(format.number(folded.length))}
            </button>
          )}
        </span>
      </td>
    </tr>
  );
});

/** Leaders that moved together: the topic and the brokers where these are the same of all. */
function movesParts(moves: readonly HealthEvent[], text: Text, format: Format): { place: string; what: string } {
  const brokerOf = (name: 'from' | 'to') => sameOf(moves, ({ values }) => String(values[name]));
  const [from, to] = [brokerOf('from') ?? '', brokerOf('to') ?? ''];
  const what = text.eventList.leadersMoved(format.number(moves.length), from, to);
  return { place: sameOf(moves, ({ topic }) => topic) ?? '', what };
}
