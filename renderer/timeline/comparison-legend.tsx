// What the line behind the bars is: how many records, how many more there are now, and whether the cache holds all of that time.

import { Button } from 'react-aria-components';
import { Hint } from '../ui/button.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import type { Held } from './comparison.ts';
import type { Compared } from './use-comparison.ts';

/** total: of the range that is shown; undefined: it is not counted yet */
export function ComparisonLegend({ compared, total }: { compared: Compared; total: number | undefined }) {
  const text = useText().timeline.comparison;
  const format = useFormat();
  const told = useTold();
  const { comparison, range, histogram, held, error } = compared;
  const name = text.names[comparison];
  const times = `${format.time(range.from, 'full', 0)} – ${format.time(range.to, 'full', 0)}`;
  const isWhole = held?.kind === 'whole';
  const before = histogram?.final ? histogram.total : undefined;
  const more = before === undefined || total === undefined ? undefined : total - before;
  const share =
    more === undefined || !before ? undefined : `${more < 0 ? '−' : '+'}${format.percent(Math.abs(more) / before)}`;
  const said = [
    text.range(name, times),
    error ? told(error) : before === undefined ? text.counting : text.total(format.number(before)),
    more === undefined ? undefined : more === 0 ? text.same : text.difference(format.number(Math.abs(more)), more > 0),
    held && sayHeld(held),
  ].filter((sentence) => sentence !== undefined);

  function sayHeld(held: Held): string | undefined {
    if (held.kind === 'whole') return undefined;
    if (held.kind === 'younger') return text.younger(format.time(held.oldest, 'full', 0));
    return held.kind === 'partly'
      ? text.partly(format.number(held.whole), format.number(held.partitions))
      : text.unknown;
  }
  return (
    <Hint text={said.join(' ')}>
      <Button className="legend-item comparison-item" aria-label={said.join(' ')}>
        <i className="swatch comparison-swatch" />
        <span className="cut">{name}</span>
        <span className="legend-count">
          {error ? text.failed : histogram === undefined || before === undefined ? '…' : format.short(before)}
        </span>
        {held && !isWhole ? (
          <span className="comparison-lacks">{text.notCovered}</span>
        ) : share === undefined ? null : (
          <span className="comparison-share">{share}</span>
        )}
      </Button>
    </Hint>
  );
}
