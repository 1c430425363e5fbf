import { ChevronRight, Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Fields as FieldsAnswer, View } from '../../main/contract/records.ts';
import { useCall } from '../engine/use-call.ts';
import { useDrivenBy, usePace } from '../engine/use-pace.ts';
import { addClause, clause } from '../state/clause.ts';
import { go, place as placeStore, usePlace, viewAt } from '../state/place.ts';
import { Failed } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';

const SAMPLE = 1000;
const REFRESH_MS = 5000;
/** Open from the start, where they are there. */
const OPEN = ['level', 'service'];

/** What a person looks for first comes first; what is Kafka's (_topic, _partition) last; the rest as the engine orders it. */
function weight({ name }: { name: string }): number {
  const first = [...OPEN, 'host'].indexOf(name);
  return first >= 0 ? first - 10 : name.startsWith('_') ? 1 : 0;
}

/** The fields of the newest matching records with their most frequent values; a click narrows the filter by one. */
export function Fields({
  view,
  live,
  newestRow,
  counting,
}: {
  view: View;
  live: boolean;
  newestRow: number;
  /** the view's records are being counted: these wait, as rows and counts are wanted first */
  counting: boolean;
}) {
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

  return (
    <section aria-label={text.title} className="fields">
      <h3 className="side-title">
        {text.title}
        {answer.data && answer.data.sampled > 0 ? (
          <span className="side-note" title={text.sampleHint(format.number(answer.data.sampled))}>
            {text.sample(format.number(answer.data.sampled))}
          </span>
        ) : null}
      </h3>
      {answer.error && answer.error.code !== 'bad-filter' ? <Failed error={answer.error} again={answer.again} /> : null}
      {answer.data ? (
        <ul>
          {answer.data.fields
            .toSorted((a, b) => weight(a) - weight(b))
            .map((field) => (
              <Field key={field.name} field={field} />
            ))}
        </ul>
      ) : null}
    </section>
  );
}

function Field({ field }: { field: FieldsAnswer['fields'][number] }) {
  const text = useText().logs.fields;
  const format = useFormat();
  const [open, setOpen] = useState(OPEN.includes(field.name));
  const add = (value: string, not: boolean) =>
    go({ filter: addClause(placeStore.get().filter, clause(field.name, value, not)) }, true);
  return (
    <li>
      <Button className="side-row field-row" aria-expanded={open} onPress={() => setOpen(!open)}>
        <ChevronRight size={12} aria-hidden className={open ? 'turned' : ''} />
        <span className="cut" title={field.name}>
          {field.name}
        </span>
        <span className="side-count">{format.number(field.top.length)}</span>
      </Button>
      {open ? (
        <ul>
          {field.top.map(({ value, count }) => (
            <li key={value} className="side-row value">
              <i className="value-bar" style={{ width: `${(count / Math.max(1, field.present)) * 100}%` }} />
              <Button
                className="value-name"
                aria-label={text.filterFor(field.name, value)}
                onPress={() => add(value, false)}
              >
                <span className="cut" title={value}>
                  {value === '' ? text.emptyValue : value}
                </span>
              </Button>
              <span className="side-acts">
                <Button
                  className="value-act"
                  aria-label={text.filterFor(field.name, value)}
                  onPress={() => add(value, false)}
                >
                  <Plus size={12} aria-hidden />
                </Button>
                <Button
                  className="value-act"
                  aria-label={text.exclude(field.name, value)}
                  onPress={() => add(value, true)}
                >
                  <Minus size={12} aria-hidden />
                </Button>
              </span>
              <span className="side-count">{format.percent(count / Math.max(1, field.present))}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
