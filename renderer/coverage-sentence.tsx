import { Button } from 'react-aria-components';
import { useWatch } from './engine/use-watch.ts';
import { openDialog } from './state/dialog.ts';
import { usePlace } from './state/place.ts';
import { completeness } from './ui/coverage.ts';
import { useFormat, useText } from './ui/text.ts';

/** "complete for 13:02–14:02 on 24 of 24 partitions", or what is missing. */
export function CoverageSentence() {
  const text = useText().logs.coverage;
  const format = useFormat();
  const tick = useWatch('cache.tick');
  const { range, topics } = usePlace();
  if (!tick) return <span>…</span>;
  const now = Date.now() * 1000;
  const known = completeness(tick, { topics, to: range.kind === 'between' ? range.to : null }, now);
  if (known.kind === 'empty') return <span>{text.empty}</span>;
  if (known.kind === 'unfollowed') return <span className="warn-text">{text.noneFollowed}</span>;
  const today = format.day(now);
  const clock = (at: number) => format.time(at, format.day(at) === today ? 'time' : 'full', 0);
  if (known.kind === 'cached') return <span>{text.cached(clock(known.until))}</span>;
  const partitions = format.number(known.partitions);
  const some = known.unfollowed > 0;
  const from =
    range.kind === 'last'
      ? now - range.seconds * 1e6
      : ((range.kind === 'between' ? range.from : null) ?? tick.oldestTime ?? known.until);
  return (
    <>
      <span className={some ? 'warn-text' : undefined}>
        {known.kind === 'partial'
          ? text.partial(clock(known.until), format.number(known.complete), partitions, some)
          : text.complete(clock(from), clock(known.until), partitions, some)}
      </span>
      {some ? (
        <Button className="status-link" onPress={() => openDialog({ kind: 'coverage' })}>
          {text.unfollowed(format.number(known.unfollowed))}
        </Button>
      ) : null}
    </>
  );
}
