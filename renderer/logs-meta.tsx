// The line under the filter: how many records, how complete, and the filter's conditions.
import { Button } from 'react-aria-components';
import type { FilterCheck, Histogram, Tick } from '../main/contract/records.ts';
import { Chips } from './filter/chips.tsx';
import { openDialog } from './state/dialog.ts';
import { completeness, isWhole } from './ui/coverage.ts';
import { useFormat, useText } from './ui/text.ts';
import type { Covers } from './ui/use-covers.ts';

export function LogsMeta({
  histogram,
  tick,
  known,
  check,
  narrowed,
}: {
  histogram: Histogram | undefined;
  tick: Tick | undefined;
  /** what the view is complete for; undefined: not known */
  known: Covers | undefined;
  check: FilterCheck | undefined;
  /** whether a filter, a range or a choice of topics leaves records out */
  narrowed: boolean;
}) {
  const text = useText().logs;
  const format = useFormat();
  return (
    <div className="meta">
      <span className="meta-count">
        {histogram && tick ? (
          <>
            <strong>{format.number(histogram.total)}</strong>{' '}
            {narrowed ? text.count.of(format.number((known?.tick ?? tick).records)) : text.count.all}
          </>
        ) : (
          text.count.loading
        )}
      </span>
      {histogram && !histogram.final ? (
        <span className="meta-counting">
          {text.count.counting(format.percent(Math.min(0.99, histogram.scanned / Math.max(1, histogram.toScan))))}
        </span>
      ) : null}
      <span className="meta-cover">{known ? <Complete known={known} /> : null}</span>
      <span className="grow" />
      <Chips check={check} />
    </div>
  );
}

function Complete({ known: { covers, tick, now } }: { known: Covers }) {
  const text = useText().coverage;
  const format = useFormat();
  const said = completeness(covers, tick, now);
  if (said.kind === 'empty') return null;
  const { notFollowed, allHoles } = covers;
  const holes = allHoles > 0 ? [text.holes(format.number(allHoles))] : [];
  const sentence =
    said.kind === 'cached'
      ? [text.notFollowed, ...holes]
      : said.kind === 'unfollowed'
        ? [text.noneFollowed, ...holes]
        : [
            text.completeOn(format.number(said.whole), format.number(said.partitions)),
            ...(notFollowed ? [text.unfollowed(format.number(notFollowed.topics))] : []),
            ...holes,
          ];
  const words = sentence.join(' · ');
  if (isWhole(covers) || (said.kind === 'cached' && holes.length === 0)) return words;
  return (
    <Button className="status-link" onPress={() => openDialog({ kind: 'coverage' })}>
      {words}
    </Button>
  );
}
