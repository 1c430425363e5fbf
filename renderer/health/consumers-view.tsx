import './consumers.css';
import './health.css';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { ErrorData } from '../../main/contract/errors.ts';
import { useWatch } from '../engine/use-watch.ts';
import { openDialog } from '../state/dialog.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Failed } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { AllGroups } from './all-groups.tsx';
import { Ago } from './checked.tsx';
import { OtherMembers } from './other-members.tsx';
import { ReaderMap } from './reader-map.tsx';
import { RebalanceTable } from './rebalance-table.tsx';
import { Card } from './summary-cards.tsx';
import { WorkerStepper } from './worker-stepper.tsx';
import { WorkerTable } from './worker-table.tsx';
import { workersSummary } from './workers.ts';

/** Every group of the cluster; and this viewer's own consumers: what each thread reads, and when the group was shared out anew. */
export function ConsumersView() {
  const text = useText();
  const format = useFormat();
  const consumers = useWatch('consumers.status');
  const session = useWatch('session.status');
  const told = useTold();
  const [error, setError] = useState<ErrorData>();
  const words = text.health.consumers;

  if (!consumers || !session) return <Empty title={text.shell.loading} />;
  if (
    consumers.workers.length === 0 &&
    (session.state === 'idle' || session.state === 'ended' || session.state === 'failed')
  )
    return (
      <Empty
        title={words.idleTitle}
        icon={<Users size={28} />}
        action={
          <Button kind="primary" onPress={() => openDialog({ kind: 'connect' })}>
            {text.shell.connect}
          </Button>
        }
      >
        {words.idle}
      </Empty>
    );

  const sum = workersSummary(consumers);
  const last = consumers.rebalances[0];
  const surplus = sum.wanted - session.partitions;
  const isCollecting = session.state === 'collecting' || session.state === 'paused';
  return (
    <div className="health">
      <Tabs className="health-tabs">
        <div className="health-bar">
          <TabList className="health-tab-list" aria-label={text.shell.views.consumers}>
            <Tab id="groups" className="health-tab">
              {text.groups.tab}
            </Tab>
            <Tab id="own" className="health-tab">
              {words.tab}
            </Tab>
          </TabList>
        </div>
        <TabPanel id="groups" className="health-panel">
          <AllGroups />
        </TabPanel>
        <TabPanel id="own" className="health-panel own-consumers">
          <section className="cards" aria-label={text.health.cards.label}>
            <Card
              title={words.workers}
              value={format.number(sum.wanted)}
              tone={
                consumers.workers.some((worker) => worker.state === 'failed')
                  ? 'error'
                  : session.notReading
                    ? 'warn'
                    : undefined
              }
              action={isCollecting ? <WorkerStepper count={sum.wanted} onError={setError} /> : undefined}
            >
              {surplus > 0 && session.partitions > 0
                ? words.surplus(format.number(surplus))
                : words.workersOf(format.number(sum.consuming), format.number(sum.wanted))}
            </Card>
            <Card
              title={words.group}
              value={session.notReading ? text.groups.state.Unknown : words.groupState[consumers.state]}
            >
              {consumers.group ?? '–'}
            </Card>
            <Card
              title={words.throughput}
              value={words.perSecond(format.rate(sum.recordsPerSecond))}
              tone={session.notReading ? 'warn' : undefined}
            >
              {words.bytesPerSecond(format.bytes(sum.bytesPerSecond))}
            </Card>
            <Card title={words.lastRebalance} value={last ? <Ago at={last.at} say={words.ago} /> : words.never}>
              {last ? told(last.cause) : '–'}
            </Card>
          </section>
          {error ? <Failed error={error} /> : null}
          <h2 className="health-title">{words.readersTitle}</h2>
          <ReaderMap consumers={consumers} topics={session.topics} />
          <h2 className="health-title">{words.workersTitle}</h2>
          <WorkerTable workers={consumers.workers} />
          {consumers.others.length > 0 ? <OtherMembers members={consumers.others} /> : null}
          <h2 className="health-title">{words.rebalancesTitle}</h2>
          <RebalanceTable rebalances={consumers.rebalances} />
        </TabPanel>
      </Tabs>
    </div>
  );
}
