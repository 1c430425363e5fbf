import { Check, Plus, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Input, ListBox, ListBoxItem, ListLayout, SearchField, Virtualizer } from 'react-aria-components';
import type { ConnectionTest } from '../../main/contract/session.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/fields.tsx';
import { useFormat, useText } from '../ui/text.ts';
import type { Part } from './connect-form.tsx';
import { isTopicName, type TopicChoice, topicChoices } from './topic-choices.ts';

const ROW_PIXELS = 28;

/** Topics to follow: a checklist of what the test found, and any name that is typed. */
export function TopicList({ draft, change, problemOf, cluster }: Part & { cluster: ConnectionTest | undefined }) {
  const text = useText();
  const format = useFormat();
  const [find, setFind] = useState('');
  const [internal, setInternal] = useState(false);
  const { topics, named } = draft;
  const choices = useMemo(
    () => topicChoices(cluster, { topics, named }, { text: find, internal }),
    [cluster, topics, named, find, internal],
  );
  const typed = find.trim();
  // Offered where the list cannot have it: nothing matches, or the cluster was not asked yet.
  const canAdd = isTopicName(typed) && (choices.shown.length === 0 || (!cluster?.ok && !topics.has(typed)));
  const problem = problemOf('topics');

  const set = (names: Iterable<string>) => change({ topics: new Set(names) });
  const add = () => {
    change({ topics: new Set([...topics, typed]), named: new Set([...named, typed]) });
    setFind('');
  };

  return (
    <section className="connect-part topics" aria-label={text.connect.topics}>
      <div className="topics-head">
        <h3>{text.connect.topics}</h3>
        <span className="number">
          {cluster?.ok
            ? text.connect.topicsOf(format.number(topics.size), format.number(choices.total))
            : text.connect.topicsChosen(format.number(topics.size))}
        </span>
      </div>
      <SearchField
        className="topics-find"
        aria-label={text.connect.findTopics}
        value={find}
        onChange={setFind}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || typed === '') return event.continuePropagation();
          event.preventDefault();
          const [only, ...others] = choices.shown;
          if (canAdd) add();
          else if (only && others.length === 0)
            set(topics.has(only.name) ? [...topics].filter((name) => name !== only.name) : [...topics, only.name]);
        }}
      >
        <Search className="find-icon" size={14} aria-hidden />
        <Input className="input" placeholder={text.connect.findTopics} spellCheck={false} />
      </SearchField>
      <div className={`topics-box ${problem === undefined ? '' : 'invalid'}`}>
        {choices.shown.length > 0 ? (
          <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: ROW_PIXELS }}>
            <ListBox
              className="topics-list"
              aria-label={text.connect.topics}
              // By its id a list knows a row again: by its place alone a search would make one topic of another.
              items={choices.shown.map((topic) => ({ ...topic, id: topic.name }))}
              dependencies={[cluster, format]}
              selectionMode="multiple"
              escapeKeyBehavior="none"
              selectedKeys={topics}
              onSelectionChange={(keys) =>
                set(keys === 'all' ? [...topics, ...choices.shown.map((topic) => topic.name)] : [...keys].map(String))
              }
            >
              {(topic) => <TopicRow topic={topic} tested={cluster?.ok === true} />}
            </ListBox>
          </Virtualizer>
        ) : (
          <p className="topics-none">{noneText()}</p>
        )}
      </div>
      {problem === undefined ? null : (
        <p className="field-error topics-problem" role="alert" tabIndex={-1}>
          {problem}
        </p>
      )}
      <div className="topics-foot">
        {canAdd ? (
          <Button className="small" onPress={add}>
            <Plus size={13} aria-hidden />
            <span className="cut">{text.connect.addTopic(typed)}</span>
          </Button>
        ) : null}
        <Button
          kind="quiet"
          className="small"
          isDisabled={choices.shown.every((topic) => topics.has(topic.name))}
          onPress={() => set([...topics, ...choices.shown.map((topic) => topic.name)])}
        >
          {text.connect.chooseShown}
        </Button>
        <Button kind="quiet" className="small" isDisabled={topics.size === 0} onPress={() => set([])}>
          {text.connect.chooseNone}
        </Button>
        <span className="grow" />
        {choices.internal > 0 ? (
          <Checkbox isSelected={internal} onChange={setInternal}>
            {text.connect.internal(format.number(choices.internal))}
          </Checkbox>
        ) : null}
      </div>
    </section>
  );

  function noneText(): string {
    if (typed !== '' && !canAdd && !isTopicName(typed)) return text.connect.badTopic;
    if (!cluster?.ok) return text.connect.topicsUntested;
    if (typed !== '') return text.connect.topicsNoMatch(typed);
    return cluster.topics.length === 0 ? text.connect.topicsNone : text.connect.topicsOnlyInternal;
  }
}

function TopicRow({ topic, tested }: { topic: TopicChoice; tested: boolean }) {
  const text = useText();
  const format = useFormat();
  const note =
    topic.partitions !== null
      ? text.connect.partitions(format.number(topic.partitions))
      : tested
        ? text.connect.notInCluster
        : '';
  return (
    <ListBoxItem id={topic.name} textValue={topic.name} className="topic-row">
      <span className="checkbox-box" aria-hidden>
        <Check size={12} strokeWidth={3} />
      </span>
      <span className="cut record" title={topic.name}>
        {topic.name}
      </span>
      <span className={`topic-note number ${topic.partitions === null ? 'unseen' : ''}`}>{note}</span>
    </ListBoxItem>
  );
}
