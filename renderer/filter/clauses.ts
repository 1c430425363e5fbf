// The conditions of a filter as chips: those that hold, and those that are switched off, each in its place. Pure.
import { joinClauses, negate } from '../state/clause.ts';
import type { Off, PlaceKeys } from '../state/place-text.ts';

/** id: differs between equal texts */
export type Chip = { id: string; text: string; on: boolean };

export function chipsOf(clauses: readonly { text: string }[], off: readonly Off[]): Chip[] {
  const chips = clauses.map(({ text }, i) => ({ id: `on ${i} ${text}`, text, on: true }));
  for (const [i, { at, text }] of off.entries())
    chips.splice(Math.min(at, chips.length), 0, { id: `off ${i} ${text}`, text, on: false });
  return chips;
}

/** What the chips stand for. */
export function placeOf(chips: readonly Chip[]): Pick<PlaceKeys, 'filter' | 'off'> {
  return {
    filter: joinClauses(chips.filter(({ on }) => on).map(({ text }) => text)),
    off: chips.flatMap(({ text, on }, at) => (on ? [] : [{ at, text }])),
  };
}

export type Change = 'toggle' | 'negate' | 'drop';

/** The chips with one of them changed. */
export function changed(chips: readonly Chip[], index: number, change: Change): Chip[] {
  return chips.flatMap((chip, i) => {
    if (i !== index) return [chip];
    if (change === 'drop') return [];
    return [change === 'toggle' ? { ...chip, on: !chip.on } : { ...chip, text: negate(chip.text) }];
  });
}

/** Whether a condition excludes what it names. */
export function isNegated(text: string): boolean {
  return negate(text).length < text.length;
}
