import { History } from 'lucide-react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { IconButton } from '../ui/button.tsx';
import { Failed } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import { FilterList } from './filter-list.tsx';
import { SaveFilter } from './save-filter.tsx';
import type { KeptFilters } from './use-filters.ts';

/** Saved filters and the latest ones. open: which of them has the focus; undefined: closed. */
export function FilterMenu({
  filters,
  present,
  open,
  setOpen,
  choose,
}: {
  filters: KeptFilters;
  /** the filter that may be saved; '' where there is none */
  present: string;
  open: 'saved' | 'recent' | undefined;
  setOpen: (open: 'saved' | 'recent' | undefined) => void;
  choose: (filter: string) => void;
}) {
  const text = useText().logs.filter;
  const { saved, recent, error } = filters;
  const take = (filter: string) => {
    setOpen(undefined);
    choose(filter);
  };
  return (
    <DialogTrigger isOpen={open !== undefined} onOpenChange={(wanted) => setOpen(wanted ? 'saved' : undefined)}>
      <IconButton className="small" label={text.kept}>
        <History size={14} />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={8}>
        <Dialog className="filter-menu" aria-label={text.kept}>
          {error ? <Failed error={error} /> : null}
          {present === '' ? null : <SaveFilter filters={filters} present={present} />}
          {saved.length > 0 ? (
            <FilterList
              title={text.saved}
              items={saved}
              choose={take}
              rename={filters.save}
              remove={filters.remove}
              autoFocus={open === 'saved' && present === ''}
            />
          ) : null}
          {recent.length > 0 ? (
            <FilterList
              title={text.recent}
              items={recent.map((filter) => ({ id: filter, name: '', filter }))}
              choose={take}
              autoFocus={open === 'recent'}
            />
          ) : null}
          {saved.length === 0 && recent.length === 0 ? <p className="filter-none">{text.noneKept}</p> : null}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
