// The fields of the newest matching records, an estimate; the one that is opened is counted over all records.
import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import type { View } from '../../main/contract/records.ts';
import { useCall } from '../engine/use-call.ts';
import { useDrivenBy, usePace } from '../engine/use-pace.ts';
import { usePlace, viewAt } from '../state/place.ts';
import { Failed } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { foundNames } from './facet.ts';
import { OpenField } from './open-field.tsx';

const SAMPLE = 1000;
const REFRESH_MS = 5000;
/** More fields than this are searched by name, and shown a part at a time. */
const MANY = 20;
const MOST_SHOWN = 100;
/** The sample has so many values of a field at most. */
const SAMPLED_VALUES = 10;
/** What a person looks for first comes first; what is Kafka's (_topic, _partition) last; the rest as the engine orders it. */
const FIRST = ['level', 'service', 'host'];

function weight({ name }: { name: string }): number {
  const first = FIRST.indexOf(name);
  return first >= 0 ? first - FIRST.length : name.startsWith('_') ? 1 : 0;
}

type Shown = {
  view: View;
  live: boolean;
  newestRow: number;
  /** the view's records are being counted: these wait, as rows and counts are wanted first */
  counting: boolean;
};

export function Fields(of: Shown) {
  const { view, live, newestRow, counting } = of;
  const text = useText().logs.fields;
  const format = useFormat();
  const place = usePlace();
  const refreshing = usePace();
  const [{ version, now }] = refreshing;
  // The live view's "now" moves with every refresh of the table; fields are asked anew at their own pace.
  const shown = live ? viewAt(place, now, null) : view;
  const answer = useCall('records.fields', counting ? null : { view: shown, sample: SAMPLE }, version);
  useDrivenBy(refreshing, {
    live,
    trigger: newestRow,
    loading: answer.loading,
    leastMs: REFRESH_MS,
    mostMs: REFRESH_MS * 12,
  });
  const [typed, setTyped] = useState('');
  // One at a time: each is a count of all records.
  const [opened, open] = useState<string | undefined>(FIRST[0]);

  const fields = answer.data?.fields ?? [];
  // Those of the view before, until the new ones are here; live ones are replaced all the time.
  const old = !live && (counting || answer.stale);
  const sampled = format.number(answer.data?.sampled ?? 0);
  const names = foundNames(
    fields.toSorted((a, b) => weight(a) - weight(b)).map(({ name }) => name),
    fields.length > MANY ? typed : '',
  );
  const kinds = new Map(fields.map(({ name, top }) => [name, top.length]));
  const valueCount = (n: number) => (n < SAMPLED_VALUES ? format.number(n) : `${format.number(n)}+`);
  return (
    <section aria-label={text.title} className={old ? 'fields stale' : 'fields'}>
      <h3 className="side-title">
        {text.title}
        {fields.length > 0 ? (
          <span className="side-note" title={text.sampleHint(sampled)}>
            {text.sample(sampled)}
          </span>
        ) : null}
      </h3>
      {answer.error && answer.error.code !== 'bad-filter' ? <Failed error={answer.error} again={answer.again} /> : null}
      {fields.length > MANY ? (
        <SearchField className="field-search" aria-label={text.search} value={typed} onChange={setTyped}>
          <Input className="input" placeholder={text.searchIn(format.number(fields.length))} spellCheck={false} />
        </SearchField>
      ) : null}
      <ul>
        {names.slice(0, MOST_SHOWN).map((name) => (
          <li key={name}>
            <FieldRow name={name} count={valueCount(kinds.get(name) ?? 0)} opened={opened === name} onOpen={open} />
            {opened === name ? <OpenField name={name} {...of} /> : null}
          </li>
        ))}
      </ul>
      {names.length > MOST_SHOWN ? (
        <p className="side-hint">{text.more(format.number(names.length - MOST_SHOWN))}</p>
      ) : null}
      {fields.length > 0 && names.length === 0 ? <p className="side-hint">{text.noField}</p> : null}
    </section>
  );
}

/** Not drawn anew with every tick. */
const FieldRow = memo(function FieldRow(of: {
  name: string;
  count: string;
  opened: boolean;
  onOpen: (name: string | undefined) => void;
}) {
  const { name, count, opened, onOpen } = of;
  return (
    <Button className="side-row field-row" aria-expanded={opened} onPress={() => onOpen(opened ? undefined : name)}>
      <ChevronRight size={12} aria-hidden className={opened ? 'turned' : ''} />
      <span className="cut" title={name}>
        {name}
      </span>
      <span className="side-count">{count}</span>
    </Button>
  );
});
