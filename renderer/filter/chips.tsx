import { Minus, Plus, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { FilterCheck } from '../../main/contract/records.ts';
import { go, usePlace } from '../state/place.ts';
import { useText } from '../ui/text.ts';
import { type Change, changed, chipsOf, isNegated, placeOf } from './clauses.ts';
import { tokens } from './tokens.ts';

/** Characters of a condition that are seen, however many there are. */
const MOST_SHOWN = 8;

/** The conditions that all must hold, each with a way to switch it off and on, to turn it around and to drop it. */
export function Chips({ check }: { check: FilterCheck | undefined }) {
  const text = useText().logs.filter;
  const { off } = usePlace();
  const chips = chipsOf(check?.ok ? check.clauses : [], off);
  if (check?.ok === false || chips.length === 0) return null;
  const change = (index: number, how: Change) => go(placeOf(changed(chips, index, how)), true);
  return (
    <ul className="chips" aria-label={text.clauses}>
      {chips.map((chip, i) => {
        const negated = isNegated(chip.text);
        return (
          <li
            key={chip.id}
            className={`chip ${chip.on ? '' : 'off'} ${negated ? 'negated' : ''}`}
            style={{ minWidth: `calc(${Math.min(MOST_SHOWN, chip.text.length)}ch + 56px)` }}
          >
            <Button
              className="chip-text"
              aria-pressed={chip.on}
              aria-label={chip.on ? text.switchOff(chip.text) : text.switchOn(chip.text)}
              onPress={() => change(i, 'toggle')}
            >
              <span className="cut record" title={`${chip.text}\n${chip.on ? text.clickOff : text.clickOn}`}>
                {tokens(chip.text).map((token) => (
                  <span key={token.from} className={`token-${token.kind}`}>
                    {token.text}
                  </span>
                ))}
              </span>
            </Button>
            <Button
              className="chip-act"
              aria-label={negated ? text.include(chip.text) : text.exclude(chip.text)}
              onPress={() => change(i, 'negate')}
            >
              {negated ? <Plus size={12} aria-hidden /> : <Minus size={12} aria-hidden />}
            </Button>
            <Button className="chip-act drop" aria-label={text.drop(chip.text)} onPress={() => change(i, 'drop')}>
              <X size={12} aria-hidden />
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
