// What an answer from the cache is complete for, in words: beside every count and export, so that none claims too much.
import type { Coverage, Hole, Tick, View } from '../contract/records.ts';
import { createTimeText } from './time-text.ts';

/** So many holes are named; the rest is counted. */
const NAMED_HOLES = 10;

const CAUSES: Record<Hole['cause'], string> = {
  'not-fetched': 'not fetched',
  'deleted-by-retention': 'deleted on the brokers before they were read',
  unreadable: 'unreadable',
  'damaged-segment': 'in a damaged file of the cache',
  'dropped-from-cache': 'removed from the cache to keep its size',
};

/**
 * `before` and `after`: the coverage when the answer began and when it ended; `tick`: when it began. The answer can hold what
 * was there at the beginning, less what the cache dropped meanwhile.
 */
export function describeCoverage(
  view: Pick<View, 'topics' | 'to'>,
  before: Coverage,
  after: Coverage,
  tick: Tick,
): string {
  const wanted = (topic: string) => view.topics === null || view.topics.includes(topic);
  const ends = new Map<string, number>();
  for (const one of before.partitions) if (wanted(one.topic)) ends.set(`${one.topic}/${one.partition}`, one.next);
  const holes = after.holes.filter((hole) => hole.from < (ends.get(`${hole.topic}/${hole.partition}`) ?? 0));
  if (ends.size === 0) return 'The cache holds no partition of these topics.';

  const holed = new Set(holes.map((hole) => `${hole.topic}/${hole.partition}`));
  const whole = ends.size - holed.size;
  const sentences = [`Complete on ${whole} of ${count(ends.size, 'partition')} for what the cache had read.`];
  if (tick.followed === 0) {
    const newest = tick.newestTime === null ? '' : `The newest record is of ${createTimeText()(tick.newestTime)}. `;
    sentences.push(`${newest}What the brokers got after the cache last read from them is not in it.`);
  } else if (tick.frontier !== null && (view.to === null || view.to > tick.frontier)) {
    const behind = tick.followed - tick.caughtUp;
    sentences.push(
      `${count(behind, 'partition')} of ${tick.followed} ${behind === 1 ? 'was' : 'were'} still being read: ` +
        `times after ${createTimeText()(tick.frontier)} are not complete.`,
    );
  }
  if (holes.length > 0) sentences.push(describeHoles(holes));
  return sentences.join(' ');
}

/** "2 holes: app.auth/3 offsets 10 to 19, deleted on the brokers before they were read; ..." */
export function describeHoles(holes: readonly Hole[]): string {
  const named = holes.slice(0, NAMED_HOLES).map((hole) => {
    const offsets = hole.to - hole.from === 1 ? `offset ${hole.from}` : `offsets ${hole.from} to ${hole.to - 1}`;
    return `${hole.topic}/${hole.partition} ${offsets}, ${CAUSES[hole.cause]}${hole.detail ? ` (${hole.detail})` : ''}`;
  });
  const more = holes.length > NAMED_HOLES ? `; and ${holes.length - NAMED_HOLES} more` : '';
  return `${count(holes.length, 'hole')}: ${named.join('; ')}${more}.`;
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}
