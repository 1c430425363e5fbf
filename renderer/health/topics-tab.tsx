import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { useText } from '../ui/text.ts';
import { TopicDetailPanel } from './topic-detail.tsx';
import { type TopicSort, topicLines } from './topic-lines.ts';
import { TopicTable } from './topic-table.tsx';

/** `report` with a look taken. */
export function TopicsTab({ report, partitions }: { report: ClusterReport; partitions: readonly PartitionHealth[] }) {
  const words = useText().cluster;
  const [sort, setSort] = useState<TopicSort>({ key: 'status', descending: true });
  const [find, setFind] = useState('');
  const [chosen, setChosen] = useState<string>();
  const lines = useMemo(() => topicLines(report.topics, partitions, find, sort), [report, partitions, find, sort]);
  const layout = report.topics.find(({ topic }) => topic === chosen);
  return (
    <>
      <div className="topics-bar">
        <SearchField className="narrow-find" aria-label={words.filter} value={find} onChange={setFind}>
          <Search className="narrow-find-icon" size={14} aria-hidden />
          <Input className="input" placeholder={words.filter} spellCheck={false} />
        </SearchField>
        <span className="topics-hint">{words.marked}</span>
      </div>
      <TopicTable lines={lines} chosen={layout?.topic} choose={setChosen} sort={sort} onSort={setSort} />
      {layout && report.sampledAt !== null ? (
        <TopicDetailPanel
          key={layout.topic}
          layout={layout}
          sampledAt={report.sampledAt}
          close={() => setChosen(undefined)}
        />
      ) : null}
    </>
  );
}
