import { memo } from 'react';
import type { GroupSummary } from '../../main/contract/groups.ts';
import { Badge } from '../ui/notice.tsx';
import { SortedHead } from '../ui/sorted-head.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { GROUP_COLUMNS, type GroupColumn, type GroupSort } from './group-lines.ts';
import { lagWords, NOTHING } from './lag-words.ts';
import { LongTable } from './long-table.tsx';
import { lackText, sumText } from './sums.ts';
import { TONES } from './words.ts';

const RIGHT: readonly GroupColumn[] = ['members', 'lag', 'seconds', 'clear'];
const DESCENDING_FIRST: readonly GroupColumn[] = ['status', ...RIGHT];

export function GroupTable({
  groups,
  chosen,
  choose,
  sort,
  onSort,
}: {
  groups: readonly GroupSummary[];
  chosen: string | undefined;
  choose: (group: string | undefined) => void;
  sort: GroupSort;
  onSort: (sort: GroupSort) => void;
}) {
  const text = useText();
  return (
    <LongTable
      className="group-box"
      tableClassName="group-table"
      label={text.groups.title}
      head={GROUP_COLUMNS.map((key) => (
        <SortedHead
          key={key}
          name={key}
          label={text.groups.column[key]}
          help={text.groups.columnHelp[key]}
          className={`group-${key} ${RIGHT.includes(key) ? 'right' : ''}`}
          sort={sort}
          isDescendingFirst={DESCENDING_FIRST.includes(key)}
          onSort={onSort}
        />
      ))}
      rows={groups}
      row={(one, index) => (
        <GroupRow key={one.group} index={index} one={one} isChosen={one.group === chosen} choose={choose} />
      )}
    />
  );
}

const GroupRow = memo(function GroupRow({
  index,
  one,
  isChosen,
  choose,
}: {
  index: number;
  one: GroupSummary;
  isChosen: boolean;
  choose: (group: string | undefined) => void;
}) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const words = text.groups;
  const lag = lagWords(one, text, format);
  const records = { known: one.lagRecords, lacking: one.lagLacking };
  const [worst] = one.reasons;
  const sinceOf = (at: number) => words.since(format.time(at, 'time', 0));
  // Of the reason that the badge names, the worst.
  const since = sinceOf(one.reasons[0]?.since ?? one.since);
  const why = one.reasons.map((reason) => `${told(reason.told)} ${sinceOf(reason.since)}`).join('\n');
  return (
    <tr
      aria-rowindex={index + 2}
      data-group={one.group}
      data-severity={one.severity}
      className={isChosen ? 'chosen' : ''}
    >
      <td title={why}>
        <Badge tone={TONES[one.severity]}>
          {worst && one.severity !== 'ok' ? words.short[worst.code] : words.status.OK}
        </Badge>
        {one.severity === 'ok' ? null : <span className="group-since number">{since}</span>}
      </td>
      <td title={one.group}>
        <button
          type="button"
          className="group-open"
          aria-label={words.open(one.group)}
          aria-expanded={isChosen}
          onClick={() => choose(isChosen ? undefined : one.group)}
        >
          <span className="cut">{one.group}</span>
          {one.ours ? <span className="group-ours">{words.ours}</span> : null}
        </button>
      </td>
      <td className="cut group-protocol">{words.protocol[one.protocol]}</td>
      <td className="cut">{words.state[one.state]}</td>
      <td className="right">
        {one.members === null ? NOTHING : format.number(one.members)}
        {one.idleMembers > 0 ? <span className="group-idle"> {words.idle(format.number(one.idleMembers))}</span> : null}
      </td>
      <td className="right" title={lackText(records, text, format.number)}>
        {sumText(records, format.number, text)}
      </td>
      <td className="right">{lag.seconds}</td>
      <td className="right group-clear">{lag.clear}</td>
    </tr>
  );
});
