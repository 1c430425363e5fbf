import './health.css';
import './groups.css';
import './cluster.css';
import { CircleCheck, Network } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { brokersOf } from '../../main/health/brokers.ts';
import { useWatch } from '../engine/use-watch.ts';
import { openDialog } from '../state/dialog.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Progress } from '../ui/notice.tsx';
import { nameOf } from '../ui/partition-words.ts';
import { ProblemCount } from '../ui/problem-count.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { BrokerTable } from './broker-table.tsx';
import { Checked } from './checked.tsx';
import { type ClusterTrouble, clusterTroubles, countOf } from './cluster-troubles.ts';
import { EventList } from './event-list.tsx';
import { FetchFirstNotice } from './fetch-first.tsx';
import { Looked, Partly, Stale } from './looked.tsx';
import { marksOf, sizesOf } from './marks.ts';
import { type Narrow, useNarrow } from './narrow.ts';
import { NarrowBar } from './narrow-bar.tsx';
import { PartitionDetail } from './partition-detail.tsx';
import { PartitionTable } from './partition-table.tsx';
import { ReplicaMap } from './replica-map.tsx';
import { SummaryCards } from './summary-cards.tsx';
import { TopicsTab } from './topics-tab.tsx';
import { TroubleList } from './trouble-list.tsx';
import { troublesOf } from './troubles.ts';

const NONE: readonly PartitionHealth[] = [];

export function PartitionsView() {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  // Two thousand partitions are a few milliseconds to arrange: not in the task that received them.
  const report = useDeferredValue(useWatch('health.report'));
  const session = useWatch('session.status');
  const troubles = useMemo(() => troublesOf(report?.partitions ?? NONE), [report]);
  const cluster = useDeferredValue(useWatch('cluster.report'));
  const others = useMemo(() => clusterTroubles(cluster), [cluster]);
  const marks = useMemo(() => marksOf(cluster), [cluster]);
  const sizes = useMemo(() => sizesOf(marks), [marks]);
  const brokers = useMemo(() => (report ? brokersOf(report) : []), [report]);
  const narrow = useNarrow(report?.partitions ?? NONE, troubles, sizes);
  const topics = useMemo(() => [...new Set(report?.partitions.map(({ topic }) => topic))].sort(), [report]);
  const kept = useWatch('health.kept');
  const hasEvents = (kept?.events ?? 0) > 0;
  const [tab, setTab] = useState('partitions');
  const [chosen, setChosen] = useState<string>();
  const opened = chosen === undefined ? undefined : report?.partitions.find((one) => nameOf(one) === chosen);

  if (!report || !session) return <Empty title={text.shell.loading} />;
  if (report.sampledAt === null) {
    if (session.state === 'idle')
      return (
        <div className="health">
          <Empty
            title={text.health.idleTitle}
            icon={<Network size={28} />}
            action={
              <Button kind="primary" onPress={() => openDialog({ kind: 'connect' })}>
                {text.shell.connect}
              </Button>
            }
          >
            {text.health.idle}
          </Empty>
          {hasEvents ? <EventList topics={topics} /> : null}
        </div>
      );
    // Before the first answer, or without a session that could ask: what the cache knows is all there is.
    const error = report.error ?? (session.state === 'failed' ? session.error : undefined);
    if (error)
      return (
        <div className="health">
          <Empty
            title={text.health.failedTitle}
            icon={<Network size={28} />}
            action={<Button onPress={() => openDialog({ kind: 'connect' })}>{text.health.connection}</Button>}
          >
            {told(error)}{' '}
            {report.error
              ? text.health.failedNext
              : session.error?.code === 'unreachable'
                ? text.health.notStarted
                : text.health.notStartedElse}{' '}
            {!hasEvents || kept?.sampledAt == null
              ? null
              : text.health.lastKnown(format.time(kept.sampledAt, 'day-time', 0))}
          </Empty>
          {hasEvents ? <EventList topics={session.topics} /> : null}
        </div>
      );
    return (
      <Empty
        title={text.health.connectingTitle}
        action={
          <div className="health-wait">
            <Progress share={undefined} label={text.health.connectingTitle} />
          </div>
        }
      >
        {text.health.connecting}
      </Empty>
    );
  }

  return (
    <div className="health">
      <Stale at={report.sampledAt} error={report.error} />
      <Partly error={report.error} troubles={report.troubles} />
      <FetchFirstNotice />
      <SummaryCards report={report} cluster={cluster} troubles={troubles} others={others} />
      {troubles.length > 0 ? (
        <TroubleList
          troubles={troubles}
          show={(key) => {
            narrow.setOnly(key);
            if (tab !== 'map') setTab('partitions');
          }}
        />
      ) : null}
      <Tabs className="health-tabs" selectedKey={tab} onSelectionChange={(key) => setTab(String(key))}>
        <div className="health-bar">
          <TabList className="health-tab-list" aria-label={text.shell.views.partitions}>
            <Tab id="partitions" className="health-tab">
              {text.health.tabs.partitions(format.number(report.partitions.length))}
            </Tab>
            <Tab id="topics" className="health-tab">
              {text.cluster.tabs.topics(format.number(new Set(report.partitions.map(({ topic }) => topic)).size))}
              <TabCount troubles={others} of="topic" say={text.cluster.topicsTroubled} />
            </Tab>
            <Tab id="map" className="health-tab">
              {text.cluster.tabs.map}
            </Tab>
            <Tab id="brokers" className="health-tab">
              {text.health.tabs.brokers(format.number(brokers.length))}
              <TabCount troubles={others} of="broker" say={text.cluster.brokersTroubled} />
            </Tab>
            <Tab id="events" className="health-tab">
              {text.eventList.tab}
            </Tab>
          </TabList>
          {tab === 'partitions' || tab === 'map' ? (
            <NarrowBar narrow={narrow} total={report.partitions.length} />
          ) : null}
          <span className="grow" />
          <Checked at={(tab === 'topics' ? cluster?.sampledAt : null) ?? report.sampledAt} />
        </div>
        <TabPanel id="partitions" className="health-panel">
          {narrow.lines.length > 0 ? (
            <PartitionTable
              lines={narrow.lines}
              marks={marks}
              sampleTimes={report.sampleTimes}
              chosen={chosen}
              choose={setChosen}
              sort={narrow.sort}
              onSort={narrow.setSort}
              toggle={narrow.toggle}
            />
          ) : (
            <NoMatch narrow={narrow} />
          )}
          {opened && chosen !== undefined ? (
            <PartitionDetail
              key={chosen}
              partition={opened}
              mark={marks.get(chosen)}
              close={() => {
                setChosen(undefined);
                openButtonOf(chosen)?.focus();
              }}
            />
          ) : null}
        </TabPanel>
        <TabPanel id="topics" className="health-panel">
          <Looked cluster={cluster}>{(found) => <TopicsTab report={found} partitions={report.partitions} />}</Looked>
        </TabPanel>
        <TabPanel id="map" className="health-panel">
          {narrow.lines.length > 0 ? (
            <ReplicaMap report={report} cluster={cluster} lines={narrow.lines} marks={marks} toggle={narrow.toggle} />
          ) : (
            <NoMatch narrow={narrow} />
          )}
        </TabPanel>
        <TabPanel id="brokers" className="health-panel">
          <BrokerTable brokers={brokers} cluster={cluster} />
        </TabPanel>
        <TabPanel id="events" className="health-panel">
          <EventList topics={topics} />
        </TabPanel>
      </Tabs>
    </div>
  );
}

/** Of its row, where that is drawn. */
function openButtonOf(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`tr[data-partition="${CSS.escape(name)}"] .group-open`);
}

function TabCount({
  troubles,
  of,
  say,
}: Pick<ClusterTrouble, 'of'> & { troubles: readonly ClusterTrouble[]; say: (count: string) => string }) {
  const format = useFormat();
  const { count, severity } = countOf(troubles, of);
  if (count === 0) return null;
  const said = format.number(count);
  return <ProblemCount count={said} isError={severity === 'error'} said={say(said)} />;
}

function NoMatch({ narrow }: { narrow: Narrow }) {
  const { health } = useText();
  const isFine = narrow.troubledOnly && narrow.find.trim() === '' && !narrow.only;
  return (
    <div className="table-box partition-none">
      {isFine ? (
        <Empty
          title={health.noProblemTitle}
          icon={<CircleCheck size={28} />}
          action={<Button onPress={narrow.clear}>{health.showAll}</Button>}
        />
      ) : (
        <Empty title={health.noMatchTitle} action={<Button onPress={narrow.clear}>{health.clearFilter}</Button>}>
          {health.noMatch}
        </Empty>
      )}
    </div>
  );
}
