import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { FilterCheck } from '../../main/contract/records.ts';
import { dropClause } from '../state/clause.ts';
import { go } from '../state/place.ts';
import { useText } from '../ui/text.ts';
import { tokens } from './tokens.ts';

/** The clauses that all must hold, each with a way to drop it. */
export function Chips({ check }: { check: FilterCheck | undefined }) {
  const text = useText().logs.filter;
  if (!check?.ok || check.clauses.length === 0) return null;
  const drop = (dropped: number) => go({ filter: dropClause(check.clauses, dropped) }, true);
  return (
    <ul className="chips" aria-label={text.clauses}>
      {check.clauses.map((clause, i) => (
        <li key={`${clause.from}${clause.text}`} className="chip">
          <span className="cut record" title={clause.text}>
            {tokens(clause.text).map((token) => (
              <span key={token.from} className={`token-${token.kind}`}>
                {token.text}
              </span>
            ))}
          </span>
          <Button className="chip-drop" aria-label={text.drop(clause.text)} onPress={() => drop(i)}>
            <X size={12} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
