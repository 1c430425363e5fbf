import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, GridList, GridListItem } from 'react-aria-components';
import type { SavedFilter } from '../../main/contract/filters.ts';
import { Rename } from '../ui/name-field.tsx';
import { useText } from '../ui/text.ts';
import { tokens } from './tokens.ts';

/** Filters to choose from, by the arrow keys and Enter too; those that are saved can be renamed and removed. */
export function FilterList({
  title,
  items,
  choose,
  rename,
  remove,
  autoFocus,
}: {
  title: string;
  /** name '': it has none */
  items: readonly SavedFilter[];
  choose: (filter: string) => void;
  rename?: (filter: SavedFilter) => void;
  remove?: (id: string) => void;
  autoFocus: boolean;
}) {
  const text = useText().logs.filter;
  const [renaming, setRenaming] = useState<string>();
  return (
    <section className="filter-kept">
      <h3>{title}</h3>
      <GridList
        aria-label={title}
        autoFocus={autoFocus ? 'first' : false}
        onAction={(id) => {
          const chosen = items.find((item) => item.id === id);
          if (chosen && renaming === undefined) choose(chosen.filter);
        }}
      >
        {items.map((item) => (
          <GridListItem key={item.id} id={item.id} textValue={item.name || item.filter} className="filter-item">
            {renaming === item.id ? (
              <Rename
                label={text.name}
                before={item.name}
                done={(name) => {
                  setRenaming(undefined);
                  if (name !== undefined) rename?.({ ...item, name });
                }}
              />
            ) : (
              <>
                <span className="filter-item-text" title={item.filter}>
                  {item.name === '' ? null : <span className="cut">{item.name}</span>}
                  <span className="cut record">
                    {tokens(item.filter).map((token) => (
                      <span key={token.from} className={`token-${token.kind}`}>
                        {token.text}
                      </span>
                    ))}
                  </span>
                </span>
                {rename ? (
                  <Button className="chip-act" aria-label={text.rename(item.name)} onPress={() => setRenaming(item.id)}>
                    <Pencil size={12} aria-hidden />
                  </Button>
                ) : null}
                {remove ? (
                  <Button className="chip-act drop" aria-label={text.remove(item.name)} onPress={() => remove(item.id)}>
                    <Trash2 size={12} aria-hidden />
                  </Button>
                ) : null}
              </>
            )}
          </GridListItem>
        ))}
      </GridList>
    </section>
  );
}
