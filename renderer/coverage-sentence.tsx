import { useWatch } from './engine/use-watch.ts';
import { usePlace } from './state/place.ts';
import { completeness } from './ui/coverage.ts';
import { useFormat, useText } from './ui/text.ts';

/** "complete for 13:02–14:02 on 24 of 24 partitions", or what is missing. */
export function CoverageSentence() {
  const text = useText().logs.coverage;
  const format = useFormat();
  const tick = useWatch('cache.tick');
  const { range } = usePlace();
  if (!tick) return <span>…</span>;
  const now = Date.now() * 1000;
  const known = completeness(tick, range.kind === 'between' ? range.to : null, now);
  if (known.kind === 'empty') return <span>{text.empty}</span>;
  const today = format.day(now);
  const clock = (at: number) => format.time(at, format.day(at) === today ? 'time' : 'full', 0);
  if (known.kind === 'cached') return <span>{text.cached(clock(known.until))}</span>;
  const partitions = format.number(known.partitions);
  if (known.kind === 'partial')
    return <span>{text.partial(clock(known.until), format.number(known.complete), partitions)}</span>;
  const from =
    range.kind === 'last'
      ? now - range.seconds * 1e6
      : ((range.kind === 'between' ? range.from : null) ?? tick.oldestTime ?? known.until);
  return <span>{text.complete(clock(from), clock(known.until), partitions)}</span>;
}
