// What an answer from the cache is complete for, in words and as JSON: beside every count and export, so that none claims too much.
import type { Hole } from '../contract/records.ts';
import { timesOf, type ViewCoverage } from '../contract/view-coverage.ts';
import { createTimeText } from './time-text.ts';

/** So many holes are named; the rest is counted. */
export const NAMED_HOLES = 10;

const CAUSES: Record<Hole['cause'], string> = {
  'not-fetched': 'not fetched',
  'deleted-by-retention': 'deleted on the brokers before they were read',
  unreadable: 'unreadable',
  'damaged-segment': 'in a damaged file of the cache',
  'dropped-from-cache': 'removed from the cache to keep its size',
};

/** In English, times in UTC. */
export function coverageText(covers: ViewCoverage): string {
  const { partitions, whole, notFollowed, behind, elsewhere, openTransactions, renewed, allHoles } = covers;
  if (partitions === 0) return 'The cache holds no partition of these topics.';
  const time = createTimeText();
  const sentences = [
    `Complete on ${whole} of ${count(partitions, 'partition')} for what the cache had read${rangeText(covers, time)}.`,
  ];
  if (notFollowed) {
    const { newestTime } = notFollowed;
    const newest = newestTime === null ? '' : `The newest record is of ${time(newestTime)}. `;
    sentences.push(`${newest}What the brokers got after the cache last read from them is not in it.`);
  }
  if (behind)
    sentences.push(
      `${count(behind.partitions, 'partition')} of ${behind.followed} ${were(behind.partitions)} still being read: ` +
        `times after ${time(behind.frontier)} are not complete.`,
    );
  if (openTransactions > 0)
    sentences.push(
      `${count(openTransactions, 'partition')} ${were(openTransactions)} held up by a transaction that is still open.`,
    );
  if (elsewhere > 0)
    sentences.push(
      `${count(elsewhere, 'partition')} ${were(elsewhere)} read by other members of the group, and not into this cache.`,
    );
  if (renewed > 0)
    sentences.push(
      `${count(renewed, 'partition')} began anew (the topic was created again, or its log cut back): records from before are in it, too.`,
    );
  if (allHoles > 0) sentences.push(describeHoles(covers));
  return sentences.join(' ');
}

/** "2 holes: app.auth/3 offsets 10 to 19, deleted on the brokers before they were read; ..." */
function describeHoles({ holes, allHoles, missing }: ViewCoverage): string {
  const time = createTimeText();
  const named = holes.slice(0, NAMED_HOLES).map((hole) => {
    const offsets = hole.to - hole.from === 1 ? `offset ${hole.from}` : `offsets ${hole.from} to ${hole.to - 1}`;
    const place = `${hole.topic}/${hole.partition}${hole.incarnation > 1 ? ` (incarnation ${hole.incarnation})` : ''}`;
    const [first, last] = timesOf(hole);
    const times =
      first !== null && last !== null
        ? `, between ${time(first)} and ${time(last)}`
        : first !== null
          ? `, after ${time(first)}`
          : last !== null
            ? `, before ${time(last)}`
            : '';
    return `${place} ${offsets}, ${CAUSES[hole.cause]}${hole.detail ? ` (${hole.detail})` : ''}${times}`;
  });
  const rest = allHoles - named.length;
  if (rest > 0) named.push(`and ${rest} more`);
  const sums = missing.map(({ cause, offsets }) => `${count(offsets, 'offset')} ${CAUSES[cause]}`);
  const sum = allHoles > 1 ? ` (${sums.join(', ')})` : '';
  return `${count(allHoles, 'hole')}${sum}: ${named.join('; ')}.`;
}

function rangeText({ from, to }: ViewCoverage, time: (at: number) => string): string {
  if (from === null && to === null) return '';
  if (from === null) return ` of the time before ${time(to ?? 0)}`;
  return to === null ? ` of the time from ${time(from)} on` : ` of the time from ${time(from)} to ${time(to)}`;
}

/** For machines: the same facts and the words, its times in RFC 3339 as everywhere in the output. */
export function coverageJson(covers: ViewCoverage): Record<string, unknown> {
  const timeText = createTimeText();
  const time = (at: number | null) => (at === null ? null : timeText(at));
  const { notFollowed, behind } = covers;
  return {
    text: coverageText(covers),
    ...covers,
    from: time(covers.from),
    to: time(covers.to),
    notFollowed: notFollowed && { ...notFollowed, newestTime: time(notFollowed.newestTime) },
    behind: behind && { ...behind, frontier: time(behind.frontier) },
    holes: covers.holes.map((hole) => ({ ...hole, fromTime: time(hole.fromTime), toTime: time(hole.toTime) })),
  };
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}
function were(n: number): string {
  return n === 1 ? 'was' : 'were';
}
