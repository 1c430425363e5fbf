import { memo, useCallback } from 'react';
import { Button } from 'react-aria-components';
import type { Tick } from '../../main/contract/records.ts';
import { useSame } from '../engine/use-same.ts';
import { go, place, usePlace } from '../state/place.ts';
import { Checkbox } from '../ui/fields.tsx';
import { useFormat, useText } from '../ui/text.ts';

/** The topics in the cache; the ones that are checked are shown. */
export function Topics({ topics }: { topics: Tick['topics'] }) {
  const text = useText().logs.topics;
  const chosen = usePlace().topics;
  const sorted = topics.toSorted((a, b) => a.name.localeCompare(b.name));
  const names = useSame(sorted.map(({ name }) => name));
  const choose = useCallback(
    (wanted: (name: string, isOn: boolean) => boolean) => {
      const { topics } = place.get();
      const on = names.filter((name) => wanted(name, topics === null || topics.includes(name)));
      go({ topics: on.length === names.length ? null : on });
    },
    [names],
  );

  return (
    <section aria-label={text.title}>
      <h3 className="side-title">
        {text.title}
        {chosen === null ? null : (
          <Button className="side-link" onPress={() => go({ topics: null })}>
            {text.all}
          </Button>
        )}
      </h3>
      <ul>
        {sorted.map(({ name, records, followed }) => (
          <TopicRow
            key={name}
            name={name}
            records={records}
            followed={followed}
            isOn={chosen === null || chosen.includes(name)}
            onChoose={choose}
          />
        ))}
      </ul>
    </section>
  );
}

/** Drawn anew when records of it have come, not with every tick. */
const TopicRow = memo(function TopicRow({
  name,
  records,
  followed,
  isOn,
  onChoose,
}: Pick<Tick['topics'][number], 'name' | 'records' | 'followed'> & {
  isOn: boolean;
  onChoose: (wanted: (name: string, isOn: boolean) => boolean) => void;
}) {
  const text = useText().logs.topics;
  const format = useFormat();
  return (
    <li className={`side-row topic ${followed ? '' : 'unfollowed'}`}>
      <Checkbox isSelected={isOn} onChange={(on) => onChoose((other, was) => (other === name ? on : was))}>
        <span className="cut" title={name}>
          {name}
          {followed ? null : (
            <small className="side-note" title={text.notFollowedHint}>
              {text.notFollowed}
            </small>
          )}
        </span>
      </Checkbox>
      <Button
        className="side-link side-acts"
        aria-label={text.onlyThis(name)}
        onPress={() => onChoose((other) => other === name)}
      >
        {text.only}
      </Button>
      <span className="side-count" title={format.number(records)}>
        {format.short(records)}
      </span>
    </li>
  );
});
