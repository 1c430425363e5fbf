import './groups.css';
import { Search } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { useWatch } from '../engine/use-watch.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Notice } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { Checked } from './checked.tsx';
import { GroupDetailPanel } from './group-detail.tsx';
import { type GroupSort, groupLines } from './group-lines.ts';
import { GroupTable } from './group-table.tsx';
import { NothingYet, Partly, Stale } from './looked.tsx';

/** Every group of the cluster that may be seen, problems first. The cluster is asked for them while this is shown. */
export function AllGroups() {
  const text = useText();
  const format = useFormat();
  const words = text.groups;
  const report = useDeferredValue(useWatch('groups.report'));
  const [find, setFind] = useState('');
  const [sort, setSort] = useState<GroupSort>({ key: 'status', descending: true });
  const [chosen, setChosen] = useState<string>();
  const groups = report?.groups;
  const lines = useMemo(() => groupLines(groups ?? [], find, sort), [groups, find, sort]);

  const sampledAt = report?.sampledAt ?? null;
  const bar = (
    <div className="group-bar">
      {(groups?.length ?? 0) > 0 ? (
        <SearchField className="narrow-find" aria-label={words.filter} value={find} onChange={setFind}>
          <Search className="narrow-find-icon" size={14} aria-hidden />
          <Input className="input" placeholder={words.filter} spellCheck={false} />
        </SearchField>
      ) : null}
      {sampledAt === null ? null : (
        <span className="narrow-shown">{words.count(format.number(groups?.length ?? 0))}</span>
      )}
      <span className="grow" />
      {sampledAt === null ? null : <Checked at={sampledAt} />}
    </div>
  );
  if (!report || sampledAt === null)
    return (
      <>
        {bar}
        <NothingYet className="group-empty" words={words} error={report?.error} />
      </>
    );
  return (
    <>
      {bar}
      <Stale at={sampledAt} error={report.error} />
      <Partly error={report.error} troubles={report.troubles} />
      {report.sees === 'some' && report.groups.length > 0 ? (
        <Notice tone="info" title={words.some}>
          {words.someHelp}
        </Notice>
      ) : null}
      {lines.length > 0 ? (
        <GroupTable groups={lines} chosen={chosen} choose={setChosen} sort={sort} onSort={setSort} />
      ) : (
        <div className="table-box group-empty">
          {report.groups.length > 0 ? (
            <Empty
              title={words.noMatch}
              action={<Button onPress={() => setFind('')}>{text.health.clearFilter}</Button>}
            >
              {words.noMatchHelp}
            </Empty>
          ) : report.sees === 'some' ? (
            <Empty title={words.noneSeen}>{words.noneSeenHelp}</Empty>
          ) : (
            <Empty title={words.none}>{words.noneHelp}</Empty>
          )}
        </div>
      )}
      {chosen === undefined ? null : (
        <GroupDetailPanel key={chosen} group={chosen} sampledAt={sampledAt} close={() => setChosen(undefined)} />
      )}
    </>
  );
}
