// One seed for a run: what a fault strikes at, and when, is drawn from it, so that a failure can be run again.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createRandom, type Random } from '../../build/demo/random.ts';

/** The long form is `npm run test:faults`; the short one is a part of `npm test`. */
export const isLong = process.env.TAILWATER_FAULTS === 'long';
export const runSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));

/** A fault's own chance: it is the same whichever other faults run. */
export function randomOf(fault: string): Random {
  return createRandom(createHash('sha256').update(`${runSeed}/${fault}`).digest().readUInt32BE());
}

export function howToRepeat(fault: string): string {
  // By its own name or that of its bundle.
  const file = basename(process.argv[1] ?? '').replace(/^.*--|\.[jt]s$/g, '');
  return `"${fault}" under seed ${runSeed}; again: npm run test:faults -- ${isLong ? '' : '--short '}--seed ${runSeed} ${file} "${fault}"`;
}
