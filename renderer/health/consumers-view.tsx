import './health.css';
import { Users } from 'lucide-react';
import { useWatch } from '../engine/use-watch.ts';
import { openDialog } from '../state/dialog.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { Ago } from './checked.tsx';
import { RebalanceTable } from './rebalance-table.tsx';
import { Card } from './summary-cards.tsx';
import { WorkerTable } from './worker-table.tsx';
import { workersSummary } from './workers.ts';

/** This viewer's own consumers: what each thread reads, and when the group was shared out anew. */
export function ConsumersView() {
  const text = useText();
  const format = useFormat();
  const consumers = useWatch('consumers.status');
  const session = useWatch('session.status');
  const told = useTold();
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
  const states: Readonly<Record<string, string>> = words.groupState;
  const last = consumers.rebalances[0];
  return (
    <div className="health">
      <section className="cards" aria-label={text.health.cards.label}>
        <Card
          title={words.workers}
          value={format.number(consumers.workers.length)}
          tone={consumers.workers.some((worker) => worker.state === 'failed') ? 'error' : undefined}
        >
          {words.workersOf(format.number(sum.consuming), format.number(consumers.workers.length))}
        </Card>
        <Card title={words.group} value={states[consumers.state.toLowerCase()] ?? consumers.state}>
          {consumers.group ?? '–'}
        </Card>
        <Card title={words.throughput} value={words.perSecond(format.rate(sum.recordsPerSecond))}>
          {words.bytesPerSecond(format.bytes(sum.bytesPerSecond))}
        </Card>
        <Card title={words.lastRebalance} value={last ? <Ago at={last.at} say={words.ago} /> : words.never}>
          {last ? told(last.cause) : '–'}
        </Card>
      </section>
      <h2 className="health-title">{words.workersTitle}</h2>
      <WorkerTable workers={consumers.workers} />
      <h2 className="health-title">{words.rebalancesTitle}</h2>
      <RebalanceTable rebalances={consumers.rebalances} />
    </div>
  );
}
