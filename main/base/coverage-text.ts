// What an answer from the cache is complete for, in words: beside every count and export, so that none claims too much.
import type { ExportCoverage } from '../contract/export.ts';
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

type Asked = [view: Pick<View, 'topics' | 'to'>, before: Coverage, after: Coverage, tick: Tick];

/**
 * `before` and `after`: the coverage when the answer began and when it ended; `tick`: when it began. The answer can hold what
 * was there at the beginning, less what the cache dropped meanwhile.
 */
export function coverageOf(...[view, before, after, tick]: Asked): ExportCoverage {
  const wanted = (topic: string) => view.topics === null || view.topics.includes(topic);
  const ends = new Map<string, number>();
  for (const one of before.partitions) if (wanted(one.topic)) ends.set(`${one.topic}/${one.partition}`, one.next);
  const holes = after.holes.filter((hole) => hole.from < (ends.get(`${hole.topic}/${hole.partition}`) ?? 0));
  const holed = new Set(holes.map((hole) => `${hole.topic}/${hole.partition}`));
  const { followed, caughtUp, frontier } = tick;
  const late = followed > 0 && frontier !== null && (view.to === null || view.to > frontier);
  return {
    partitions: ends.size,
    whole: ends.size - holed.size,
    notFollowed:
      followed === 0 || tick.topics.some((topic) => wanted(topic.name) && !topic.followed)
        ? { newestTime: tick.newestTime }
        : null,
    behind: late ? { partitions: followed - caughtUp, followed, frontier } : null,
    holes: holes.slice(0, NAMED_HOLES),
    allHoles: holes.length,
  };
}

export function describeCoverage(...asked: Asked): string {
  return coverageText(coverageOf(...asked));
}

/** In English, times in UTC. */
export function coverageText({ partitions, whole, notFollowed, behind, holes, allHoles }: ExportCoverage): string {
  if (partitions === 0) return 'The cache holds no partition of these topics.';
  const sentences = [`Complete on ${whole} of ${count(partitions, 'partition')} for what the cache had read.`];
  if (notFollowed) {
    const { newestTime } = notFollowed;
    const newest = newestTime === null ? '' : `The newest record is of ${createTimeText()(newestTime)}. `;
    sentences.push(`${newest}What the brokers got after the cache last read from them is not in it.`);
  }
  if (behind) {
    sentences.push(
      `${count(behind.partitions, 'partition')} of ${behind.followed} ${behind.partitions === 1 ? 'was' : 'were'} still being read: ` +
        `times after ${createTimeText()(behind.frontier)} are not complete.`,
    );
  }
  if (allHoles > 0) sentences.push(describeHoles(holes, allHoles));
  return sentences.join(' ');
}

/** "2 holes: app.auth/3 offsets 10 to 19, deleted on the brokers before they were read; ..." */
export function describeHoles(holes: readonly Hole[], all = holes.length): string {
  const named = holes.slice(0, NAMED_HOLES).map((hole) => {
    const offsets = hole.to - hole.from === 1 ? `offset ${hole.from}` : `offsets ${hole.from} to ${hole.to - 1}`;
    return `${hole.topic}/${hole.partition} ${offsets}, ${CAUSES[hole.cause]}${hole.detail ? ` (${hole.detail})` : ''}`;
  });
  const more = all > named.length ? `; and ${all - named.length} more` : '';
  return `${count(all, 'hole')}: ${named.join('; ')}${more}.`;
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}
