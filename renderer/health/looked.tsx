import type { ReactNode } from 'react';
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { Told } from '../../main/contract/told.ts';
import { Brief } from '../ui/brief.tsx';
import { Empty, Notice, Progress } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';

/** What the last look at configuration and sizes found; before it, that it is under way, or why it failed. */
export function Looked({
  cluster,
  children,
}: {
  cluster: ClusterReport | undefined;
  children: (found: ClusterReport) => ReactNode;
}) {
  const words = useText().cluster;
  if (!cluster || cluster.sampledAt === null)
    return <NothingYet className="partition-none" words={words} error={cluster?.error} />;
  return (
    <>
      <Stale at={cluster.sampledAt} error={cluster.error} />
      {children(cluster)}
    </>
  );
}

/** Nothing is known yet: it is being asked for, or that failed. */
export function NothingYet({
  className,
  words,
  error,
}: {
  className: string;
  words: { failed: string; loading: string; loadingHelp: string };
  error: Told | null | undefined;
}) {
  const text = useText();
  const told = useTold();
  return (
    <div className={`table-box ${className}`}>
      {error ? (
        <Empty title={words.failed}>
          {told(error)} {text.health.failedNext}
        </Empty>
      ) : (
        <Empty title={words.loading} action={<Progress share={undefined} label={words.loading} />}>
          {words.loadingHelp}
        </Empty>
      )}
    </div>
  );
}

/** What is shown is of `at`: since then the cluster could not be asked. */
export function Stale({ at, error }: { at: number; error: Told | null }) {
  const text = useText();
  const format = useFormat();
  return error === null ? null : (
    <Notice tone="warn" title={`${text.health.staleTitle}.`}>
      {text.health.stale(format.time(at, 'time', 0))} <Brief all={[error]} />
    </Notice>
  );
}

/** What of the cluster could not be read at the last look. A cluster that could not be asked at all is not told of twice. */
export function Partly({ error, troubles }: { error: Told | null; troubles: readonly Told[] }) {
  const text = useText();
  return error !== null || troubles.length === 0 ? null : (
    <Notice tone="warn" title={text.health.partlyTitle}>
      <Brief all={troubles} />
    </Notice>
  );
}
