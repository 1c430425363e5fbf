import type { GroupMember } from '../../main/contract/health.ts';
import { useFormat, useText } from '../ui/text.ts';
import { Held } from './held.tsx';

/** Members of a shared group that are not of this viewer, and what they read. */
export function OtherMembers({ members }: { members: readonly GroupMember[] }) {
  const text = useText();
  const format = useFormat();
  const words = text.health.consumers;
  return (
    <>
      <h2 className="health-title">
        {words.othersTitle} <span className="title-count">{format.number(members.length)}</span>
      </h2>
      <MemberTable members={members} label={words.othersTitle} />
    </>
  );
}

export function MemberTable({ members, label }: { members: readonly GroupMember[]; label: string }) {
  const text = useText();
  const words = text.health.consumers;
  return (
    <div className="table-box member-box">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{words.other.client}</th>
            <th scope="col">{words.other.host}</th>
            <th scope="col" className="worker-wide">
              {words.other.reads}
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.memberId}>
              <td title={member.memberId}>{member.clientId}</td>
              <td>{member.host}</td>
              <td className="worker-wide">
                {member.partitions.length === 0 ? (
                  <span className="worker-none">{words.nothing}</span>
                ) : (
                  <Held partitions={member.partitions} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
