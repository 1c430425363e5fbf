// Why the table has no rows, and the next step.
import { DownloadCloud, Inbox, LoaderCircle, PlugZap, SearchX } from 'lucide-react';
import type { ErrorData } from '../main/contract/errors.ts';
import type { Tick } from '../main/contract/records.ts';
import { offerOf } from './coverage/fetchable.ts';
import { FetchPast } from './coverage/past-offer.tsx';
import { useWatch } from './engine/use-watch.ts';
import { phrase } from './state/clause.ts';
import { openDialog } from './state/dialog.ts';
import { go, usePlace } from './state/place.ts';
import { chooseRange } from './state/zoom.ts';
import { Button } from './ui/button.tsx';
import { Empty, Failed } from './ui/notice.tsx';
import { useFormat, useText, useTold } from './ui/text.ts';
import type { Covers } from './ui/use-covers.ts';

const ICON = { size: 32, strokeWidth: 1.5 };

export function LogsEmpty({
  tick,
  known,
  error,
  again,
}: {
  tick: Tick | undefined;
  known: Covers | undefined;
  error: ErrorData | undefined;
  again: () => void;
}) {
  if (error?.code === 'bad-filter') return <BadFilter error={error} />;
  if (error)
    return (
      <div className="logs-failed">
        <Failed error={error} again={again} />
      </div>
    );
  return tick?.records === 0 ? <EmptyCache /> : <NoMatch tick={tick} known={known} />;
}

function BadFilter({ error }: { error: ErrorData }) {
  const text = useText().logs;
  const { filter } = usePlace();
  return (
    <Empty
      icon={<SearchX {...ICON} />}
      title={text.badFilterTitle}
      action={<Button onPress={() => go({ filter: phrase(filter.trim()) })}>{text.filter.asText}</Button>}
    >
      {error.message}
    </Empty>
  );
}

function EmptyCache() {
  const text = useText();
  const told = useTold();
  const status = useWatch('session.status');
  const connect = () => openDialog({ kind: 'connect' });
  switch (status?.state) {
    case 'connecting':
      return (
        <Empty icon={<LoaderCircle {...ICON} className="turning" />} title={text.logs.emptyConnecting}>
          {status.connection?.brokers.join(', ')}
        </Empty>
      );
    case 'collecting':
    case 'ended':
      return (
        <Empty icon={<Inbox {...ICON} />} title={text.logs.emptyTitle}>
          {text.logs.emptyWaiting}
        </Empty>
      );
    case 'failed':
      return (
        <Empty
          icon={<PlugZap {...ICON} />}
          title={text.shell.failedTitle}
          action={
            <Button kind="primary" onPress={connect}>
              {text.shell.connectMore}
            </Button>
          }
        >
          {status.error ? told(status.error) : null}
        </Empty>
      );
    default:
      return (
        <Empty
          icon={<PlugZap {...ICON} />}
          title={text.logs.emptyTitle}
          action={
            <Button kind="primary" onPress={connect}>
              {text.shell.connect}
            </Button>
          }
        >
          {text.logs.emptyIdle}
        </Empty>
      );
  }
}

/** The cache does not hold the time that is shown, or not all of it. */
function NotHeld({ known }: { known: Covers }) {
  const text = useText();
  const format = useFormat();
  const { view, holes } = known;
  const begins = holes
    .filter(({ fromTime, toTime }) => fromTime === null && toTime !== null && (view.to === null || toTime >= view.to))
    .map(({ toTime }) => toTime ?? 0);
  return (
    <Empty
      icon={<DownloadCloud {...ICON} />}
      title={text.coverage.emptyTitle}
      action={
        <>
          <FetchPast known={known} primary />
          <Button onPress={() => chooseRange({ kind: 'all' })}>{text.logs.allTime}</Button>
        </>
      }
    >
      {begins.length > 0
        ? text.coverage.emptyBegins(
            format.time(
              begins.reduce((a, b) => Math.min(a, b)),
              'full',
              0,
            ),
          )
        : text.coverage.emptyHole}
    </Empty>
  );
}

function NoMatch({ tick, known }: { tick: Tick | undefined; known: Covers | undefined }) {
  const text = useText().logs;
  const format = useFormat();
  const { filter, range, topics } = usePlace();
  const newest = tick?.newestTime ?? null;
  if (filter === '' && known && offerOf(known.view, known.holes, known.now)) return <NotHeld known={known} />;
  return (
    <Empty
      icon={<SearchX {...ICON} />}
      title={text.nothingTitle}
      action={
        <>
          {topics === null ? null : <Button onPress={() => go({ topics: null })}>{text.allTopics}</Button>}
          {filter === '' ? null : <Button onPress={() => go({ filter: '' }, true)}>{text.clearFilter}</Button>}
          {range.kind === 'all' ? null : <Button onPress={() => chooseRange({ kind: 'all' })}>{text.allTime}</Button>}
        </>
      }
    >
      {topics?.length === 0
        ? text.nothingTopics
        : filter !== '' || newest === null
          ? text.nothingFilter
          : text.nothingRange(format.time(newest, 'full', 0))}
    </Empty>
  );
}
