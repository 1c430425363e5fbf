// What could not be asked for, in words: a round of questions goes on without it.
import { toErrorData } from '../contract/errors.ts';
import { quote, type Said, sayingsOf } from '../contract/told.ts';
import { errorName } from './admin-errors.ts';

export type Trouble = (...said: Said[]) => void;

/** A broker answered with an error. */
export class Refused extends Error {
  constructor(error: number) {
    super(errorName(error));
  }
}

/** For the end of a sentence. */
export function whyNot(error: unknown): readonly Said[] {
  return error instanceof Refused ? [quote(error.message)] : sayingsOf(toErrorData(error));
}
