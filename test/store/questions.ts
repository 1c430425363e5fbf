// Questions by chance about what counts by fields and times, and their answers: held against those that were got in another way.
import type { View } from '../../main/contract/records.ts';
import type { Reader } from '../../main/store/types.ts';
import type { Random } from '../query/random.ts';
import { randomFilter } from '../query/random-filters.ts';
import { BASE_TIME, FIELDS, WORDS } from '../query/random-records.ts';
import { last } from './last.ts';
import { viewOf } from './model.ts';

const SPAN = 42_000_000;
export const PSEUDO = ['level', '_topic', '_partition'];
const NAMES = [...FIELDS, ...PSEUDO, 'service', 'host', 'message', 'took'];

export type Question = { view: View; field: string; fields: string[]; buckets: number };

/** As JSON: -0 is 0 there. */
export async function answers(reader: Reader, { view, field, fields, buckets }: Question): Promise<unknown> {
  const found = {
    timeline: await last(reader.histogram(view, buckets)),
    split: await last(reader.split({ view, buckets, split: field, top: 50 }, field)),
    one: await last(reader.facets({ view, fields: [field], top: 100 })),
    several: await last(reader.facets({ view, fields, top: 100 })),
  };
  return JSON.parse(JSON.stringify(found));
}

/** `share`: of ranges that are cut, at each end. */
function rangeOf(random: Random, share: number): Pick<View, 'from' | 'to'> {
  const cut = () => (random.chance(share) ? BASE_TIME + random.below(SPAN) : null);
  const [a, b] = [cut(), cut()];
  return a !== null && b !== null && a > b ? { from: b, to: a } : { from: a, to: b };
}

/** Of everything, or of a range: then some segments are whole in it, and those at its ends are not. */
export function wholeQuestion(random: Random, records: number): Question {
  const { from, to } = rangeOf(random, 0.5);
  return {
    view: viewOf({ from, to, upTo: random.chance(0.3) ? 1 + random.below(records) : null }),
    field: random.pick([...PSEUDO, random.pick(NAMES)]),
    fields: [random.pick(NAMES), random.pick(PSEUDO), random.pick(NAMES)],
    buckets: random.pick([1, 7, 60, 400, 4000]),
  };
}

export function randomQuestion(random: Random, records: number): Question {
  const { from, to } = rangeOf(random, 0.6);
  const filter = random.pick([
    '',
    randomFilter(random, 2).text,
    randomFilter(random, 2).text,
    randomFilter(random, 1).text,
    randomFilter(random, 0).text,
    `service: ${random.pick(['auth', 'web*', '*', '404', '5e2'])} and not status >= 500`,
    'level: error',
    'level >= warn or _partition: 1',
    'not _topic: web',
    'a and level: info',
    ...['took > 500', 'took: [100 TO 400] and level: error', 'not took: 7 and a'],
    `status >= ${random.pick([1, 404, 500])} and not (service: auth or "${random.pick(WORDS)}")`,
    `service: * and "${random.pick(WORDS)}" and level >= info`,
  ]);
  const upTo = random.chance(0.3) ? 1 + random.below(records) : null;
  const topics = random.chance(0.3) ? ['web', 'app.logs'] : null;
  return {
    view: viewOf({ filter, from, to, upTo, topics }),
    field: random.pick(NAMES),
    fields: [random.pick(NAMES), random.pick(NAMES), 'level'],
    buckets: random.pick([1, 7, 60, 400]),
  };
}
