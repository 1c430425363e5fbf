import type { View } from '../../main/contract/records.ts';
import { useFormat, useText } from '../ui/text.ts';

/** The view in words: how many records, which filter, when, which topics. */
export function WhatIsExported({
  view,
  records,
  counting,
}: {
  view: View;
  records: number | undefined;
  counting: boolean;
}) {
  const text = useText();
  const format = useFormat();
  const clock = (at: number) => format.time(at, 'full', 0);
  const range =
    view.from !== null && view.to !== null
      ? text.exports.between(clock(view.from), clock(view.to))
      : view.from !== null
        ? text.exports.from(clock(view.from))
        : view.to !== null
          ? text.exports.until(clock(view.to))
          : text.exports.wholeRange;
  return (
    <section className="export-what" aria-label={text.exports.what}>
      <p className="export-count number" role="status">
        {records === undefined ? text.exports.counting : text.exports.count(format.number(records))}
        {counting && records !== undefined ? <span className="export-counting"> {text.exports.counting}</span> : null}
      </p>
      <dl className="pairs">
        <dt>{text.exports.filter}</dt>
        <dd className={view.filter === '' ? '' : 'record'}>{view.filter === '' ? text.exports.all : view.filter}</dd>
        <dt>{text.exports.range}</dt>
        <dd className="number">{range}</dd>
        <dt>{text.exports.topics}</dt>
        <dd>{view.topics === null ? text.exports.allTopics : view.topics.join(', ')}</dd>
      </dl>
      <p className="field-hint">{text.exports.standsStill}</p>
    </section>
  );
}
