import { Button } from 'react-aria-components';
import type { Tick } from '../../main/contract/records.ts';
import { go, usePlace } from '../state/place.ts';
import { Checkbox } from '../ui/fields.tsx';
import { useFormat, useText } from '../ui/text.ts';

/** The topics in the cache; the ones that are checked are shown. */
export function Topics({ topics }: { topics: Tick['topics'] }) {
  const text = useText().logs.topics;
  const format = useFormat();
  const chosen = usePlace().topics;
  const sorted = topics.toSorted((a, b) => a.name.localeCompare(b.name));
  const names = sorted.map(({ name }) => name);
  const isOn = (name: string) => chosen === null || chosen.includes(name);
  const set = (on: string[]) => go({ topics: names.every((name) => on.includes(name)) ? null : on });

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
          <li key={name} className={`side-row topic ${followed ? '' : 'unfollowed'}`}>
            <Checkbox
              isSelected={isOn(name)}
              onChange={(on) => set(names.filter((other) => (other === name ? on : isOn(other))))}
            >
              <span className="cut" title={name}>
                {name}
                {followed ? null : (
                  <small className="side-note" title={text.notFollowedHint}>
                    {text.notFollowed}
                  </small>
                )}
              </span>
            </Checkbox>
            <Button className="side-link side-acts" aria-label={text.onlyThis(name)} onPress={() => set([name])}>
              {text.only}
            </Button>
            <span className="side-count" title={format.number(records)}>
              {format.short(records)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
