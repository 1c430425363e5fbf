// A field that is opened: its values over all records of the view, not of a sample.
import { Minus } from 'lucide-react';
import { memo, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Facet, View } from '../../main/contract/records.ts';
import { useDrivenBy, usePace } from '../engine/use-pace.ts';
import { useSteady } from '../engine/use-steady.ts';
import { useStream } from '../engine/use-stream.ts';
import { addClause, clause } from '../state/clause.ts';
import { go, place as placeStore, usePlace, viewAt } from '../state/place.ts';
import { Failed, Progress } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { NumberFacet } from './number-facet.tsx';

const TOP = 10;
const REFRESH_MS = 5000;
/** Longer numbers are shortened, and whole in the title. */
const LONGEST_COUNT = 99_999;

export function OpenField({
  name,
  view,
  live,
  newestRow,
  counting,
}: {
  name: string;
  view: View;
  live: boolean;
  newestRow: number;
  /** the view's records are being counted: this waits */
  counting: boolean;
}) {
  const text = useText().logs.fields;
  const format = useFormat();
  const place = usePlace();
  const refreshing = usePace();
  const [{ version, now }] = refreshing;
  const shown = live ? viewAt(place, now, null) : view;
  const request = { view: shown, fields: [name], top: TOP };
  const answer = useStream('records.facets', counting ? null : request, live ? version : 'still');
  useDrivenBy(refreshing, {
    live,
    trigger: newestRow,
    loading: answer.loading || counting,
    leastMs: REFRESH_MS,
    mostMs: REFRESH_MS * 12,
  });
  const identity = JSON.stringify([name, place.filter, place.range, place.topics]);
  const { data, old } = useSteady(answer, identity);
  const asOf = useRef(now);
  if (answer.data?.final && !answer.stale) asOf.current = now;

  const facet = data?.facets[0];
  const isPartial = old || !data?.final;
  const share = data && !old && data.toScan > 0 ? data.scanned / data.toScan : undefined;
  if (answer.error)
    return answer.error.code === 'bad-filter' ? null : <Failed error={answer.error} again={answer.again} />;
  return (
    <div className={`facet ${isPartial ? 'counting' : ''}`}>
      {isPartial ? <Progress share={share} label={text.counting(name)} /> : null}
      <p className="facet-sum">
        {isPartial ? (
          <span>{text.soFar(format.percent(Math.min(0.99, share ?? 0)))}</span>
        ) : facet && facet.present > 0 ? (
          <Sum facet={facet} />
        ) : (
          text.none
        )}
        {live && !isPartial ? <span>{text.asOf(format.time(asOf.current, 'time', 0))}</span> : null}
      </p>
      {facet?.numbers && facet.numbers.min < facet.numbers.max ? (
        <NumberFacet name={name} numbers={facet.numbers} />
      ) : null}
      {facet ? <Values facet={facet} /> : null}
      {facet && !facet.exact ? <p className="side-hint">{text.mayLack}</p> : null}
    </div>
  );
}

function Sum({ facet: { distinct, exact, missing, present } }: { facet: Facet }) {
  const text = useText().logs.fields;
  const format = useFormat();
  const values = format.number(distinct);
  return (
    <>
      <span>{exact ? text.values(values) : text.atLeast(values)}</span>
      <span title={format.number(missing)}>
        {missing === 0 ? text.missingNone : text.missing(format.percent(missing / (missing + present)))}
      </span>
    </>
  );
}

/** Not drawn anew with every tick. */
const Values = memo(function Values({ facet: { field, top, missing, present } }: { facet: Facet }) {
  const text = useText().logs.fields;
  const format = useFormat();
  const add = (value: string, not: boolean) =>
    go({ filter: addClause(placeStore.get().filter, clause(field, value, not)) }, true);
  return (
    <ul>
      {top.map(({ value, count }) => {
        const share = count / Math.max(1, missing + present);
        return (
          <li key={value} className="side-row value">
            <i className="value-bar" style={{ width: `${share * 100}%` }} />
            <Button className="value-name" aria-label={text.filterFor(field, value)} onPress={() => add(value, false)}>
              <span className="cut" title={value}>
                {value === '' ? text.emptyValue : value}
              </span>
            </Button>
            <span className="side-acts">
              <Button className="value-act" aria-label={text.exclude(field, value)} onPress={() => add(value, true)}>
                <Minus size={12} aria-hidden />
              </Button>
            </span>
            <span className="value-count" title={format.number(count)}>
              {count > LONGEST_COUNT ? format.short(count) : format.number(count)}
            </span>
            <span className="side-count">{format.percent(share)}</span>
          </li>
        );
      })}
    </ul>
  );
});
