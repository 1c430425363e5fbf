import type { ReactNode } from 'react';
import type { ClusterReport } from '../../main/contract/cluster.ts';
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
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.cluster;
  if (!cluster || cluster.sampledAt === null)
    return (
      <div className="table-box partition-none">
        {cluster?.error ? (
          <Empty title={words.failed}>
            {told(cluster.error)} {text.health.failedNext}
          </Empty>
        ) : (
          <Empty title={words.loading} action={<Progress share={undefined} label={words.loading} />}>
            {words.loadingHelp}
          </Empty>
        )}
      </div>
    );
  return (
    <>
      {cluster.error === null ? null : (
        <Notice tone="warn" title={`${text.health.staleTitle}.`}>
          {text.health.stale(format.time(cluster.sampledAt, 'time', 0), told(cluster.error))}
        </Notice>
      )}
      {children(cluster)}
    </>
  );
}
