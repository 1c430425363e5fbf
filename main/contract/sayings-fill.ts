// What is said of fetching what the cache does not hold. How to add one: told.ts.
import type { P } from './told-values.ts';

export const FILL = {
  'fill-no-session': () =>
    'No session is open, so no broker can be asked. Connect, follow the topics, and ask again: what is missing is fetched over that connection.',
  'fill-not-followed': (p: P<'topic'>) =>
    `The topic ${p.topic} is not followed by this session. Follow it, and ask again.`,
  'fill-no-partition': (p: P<'topic' | 'partition'>) =>
    `Partition ${p.partition} of ${p.topic} is not followed by this session: there is none of that number, or it has no leader.`,
  'fill-empty-range': (p: P<'from' | 'to'>) =>
    `From ${p.from} to ${p.to} there is nothing: the first must be below the second, which is not included.`,
  'fill-ahead': (p: P<'topic' | 'partition' | 'to' | 'next'>) =>
    `Partition ${p.partition} of ${p.topic} is read live from offset ${p.next} on: what lies from there to ${p.to} is collected, not filled. Ask for offsets up to ${p.next}.`,
  'fill-unknown': (p: P<'id'>) => `There is no fetch ${p.id} of what is missing.`,

  'fill-partition': (p: P<'topic' | 'partition' | 'offset'>) =>
    `Partition ${p.partition} of ${p.topic} could not be fetched from offset ${p.offset} on:`,
  'fill-partitions-too': (p: P<'partitions'>) => `The same happened to ${p.partitions} more partitions.`,
  'fill-kept': () => 'What was fetched is kept. Ask again later: only what is still missing is fetched then.',
  'fill-refused': (p: P<'why'>) => `the leader refuses: ${p.why}.`,
  'fill-no-answer': () => 'the leader has not told its offsets.',
  'fill-open-transaction': (p: P<'stable'>) =>
    `a transaction that is still open begins at offset ${p.stable}, and only committed records are read.`,
  'fill-log-ends': (p: P<'end'>) =>
    `the broker's log ends at offset ${p.end}: the topic was created anew or lost its end. Close the session and open it again.`,
  'fill-anew': () =>
    'the topic was deleted and created again, or its log was cut back. Close the session and open it again.',
  'fill-nothing': () => 'the broker answers, but gives nothing at this offset.',
  'fill-fenced': () => 'the cache refuses what is fetched as held already, though it says that it is missing.',
  'fill-fault': (p: P<'why'>) => `A fault in Tailwater ended the fetch: ${p.why}.`,
};
