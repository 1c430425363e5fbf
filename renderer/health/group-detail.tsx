import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { GroupPartition } from '../../main/contract/groups.ts';
import { useCall } from '../engine/use-call.ts';
import { IconButton } from '../ui/button.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { GroupPartitions } from './group-partitions.tsx';
import { MemberTable } from './other-members.tsx';
import { PlotMenu } from './plot-menu.tsx';
import { RANK } from './severity.ts';
import { Since } from './since.tsx';

const NONE: readonly GroupPartition[] = [];

/** One group opened: why it is judged as it is, its members, its partitions. `sampledAt`: it is asked for anew at each sample. */
export function GroupDetailPanel({ group, sampledAt, close }: { group: string; sampledAt: number; close: () => void }) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.groups;
  const { data: detail, error } = useCall('groups.detail', { group }, sampledAt);
  const partitions = useMemo(
    () =>
      (detail?.partitions ?? NONE).toSorted(
        (a, b) =>
          RANK[b.severity] - RANK[a.severity] ||
          (b.lagRecords ?? 0) - (a.lagRecords ?? 0) ||
          (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1),
      ),
    [detail],
  );
  return (
    <section className="group-detail" aria-label={group}>
      <header className="group-detail-head">
        <h3 className="cut">{group}</h3>
        <span className="grow" />
        <PlotMenu of={{ of: 'group', group }} />
        <IconButton label={words.close} className="small" onPress={close}>
          <X size={14} />
        </IconButton>
      </header>
      {error ? <p className="group-none">{error.code === 'not-found' ? words.gone : told(error)}</p> : null}
      {detail || error ? null : <p className="group-none">{text.shell.loading}</p>}
      {detail && !error ? (
        <>
          {detail.summary.reasons.length === 0 ? null : (
            <ul className="group-reasons">
              {detail.summary.reasons.map((reason) => (
                <li key={reason.code} data-severity={reason.severity}>
                  {told(reason.told)} <Since at={reason.since} />
                </li>
              ))}
            </ul>
          )}
          <h4 className="health-title">
            {words.members} <span className="title-count">{format.number(detail.members.length)}</span>
          </h4>
          {detail.members.length > 0 ? (
            <MemberTable members={detail.members} label={`${words.members}: ${group}`} />
          ) : (
            <p className="group-none">{detail.summary.members === null ? words.membersUnknown : words.noMembers}</p>
          )}
          <h4 className="health-title">
            {words.partitions} <span className="title-count">{format.number(partitions.length)}</span>
          </h4>
          {partitions.length > 0 ? (
            <GroupPartitions detail={detail} partitions={partitions} />
          ) : (
            <p className="group-none">{words.noPartitions}</p>
          )}
        </>
      ) : null}
    </section>
  );
}
