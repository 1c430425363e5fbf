import { Button } from 'react-aria-components';
import { useCoverage } from '../engine/coverage.tsx';
import { openDialog } from '../state/dialog.ts';
import { completeness, isWhole, sumsText } from '../ui/coverage.ts';
import { useFormat, useText } from '../ui/text.ts';
import { useCovers } from '../ui/use-covers.ts';

const open = () => openDialog({ kind: 'coverage' });

/** "complete for 13:02 – 14:02 on 24 of 24 partitions", or on how many, and what is missing. */
export function CoverageSentence() {
  const text = useText();
  const words = text.coverage;
  const format = useFormat();
  const known = useCovers();
  const { error } = useCoverage();
  if (error)
    return (
      <Button className="status-link" onPress={open}>
        {words.unknown}
      </Button>
    );
  if (!known) return <span>…</span>;
  const { covers, tick, now, stoodAt } = known;
  const said = completeness(covers, tick, now);
  const today = format.day(Date.now() * 1000);
  const clock = (at: number) => format.time(at, format.day(at) === today ? 'time' : 'full', 0);
  if (said.kind === 'empty') return <span>{words.empty}</span>;
  const { number } = format;
  const main =
    said.kind === 'cached'
      ? words.cached(clock(said.until))
      : said.kind === 'unfollowed'
        ? words.noneFollowed
        : said.kind === 'partial'
          ? words.partial(clock(said.until), number(said.whole), number(said.partitions), number(said.behind))
          : covers.from === null && said.whole < said.partitions
            ? words.completeUntil(clock(said.until), number(said.whole), number(said.partitions))
            : words.complete(clock(said.from), clock(said.until), number(said.whole), number(said.partitions));
  const { notFollowed, elsewhere, openTransactions, allHoles } = covers;
  const more = [
    ...(stoodAt === null ? [] : [words.stoodAt(clock(stoodAt))]),
    ...(notFollowed && !notFollowed.all ? [words.unfollowed(number(notFollowed.topics))] : []),
    ...(elsewhere > 0 ? [words.elsewhere(number(elsewhere))] : []),
    ...(openTransactions > 0 ? [words.openTransactions(number(openTransactions))] : []),
    ...(allHoles > 0 ? [words.holesOf(number(allHoles), sumsText(covers.missing, text, format))] : []),
  ];
  return (
    <>
      <span className={said.kind === 'cached' || isWhole(covers) ? undefined : 'warn-text'}>{main}</span>
      {/* Where there is little room the last gives way: the sums of holes, which the dialog has too. */}
      {more.map((one, index) => (
        <Button key={one} className={index < more.length - 1 ? 'status-link' : 'status-link cut'} onPress={open}>
          {one}
        </Button>
      ))}
    </>
  );
}
