// The head of a column that orders a table: pressed again, the other way round.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Button } from 'react-aria-components';
import { Hint } from './button.tsx';

export function SortedHead<Key extends string>({
  name,
  label,
  help,
  className,
  sort,
  isDescendingFirst,
  onSort,
}: {
  name: Key;
  label: string;
  help: string;
  className: string;
  sort: { key: string; descending: boolean };
  /** numbers are looked at from the greatest down, words from A */
  isDescendingFirst: boolean;
  onSort: (sort: { key: Key; descending: boolean }) => void;
}) {
  const isSorted = sort.key === name;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  const descending = isSorted ? !sort.descending : isDescendingFirst;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <Hint text={help}>
        <Button className="head-button" onPress={() => onSort({ key: name, descending })}>
          <span className="cut">{label}</span>
          {isSorted ? <Arrow size={11} aria-hidden /> : null}
        </Button>
      </Hint>
    </th>
  );
}
