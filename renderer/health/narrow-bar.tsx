import { Search, X } from 'lucide-react';
import { Input, SearchField, ToggleButton } from 'react-aria-components';
import { IconButton } from '../ui/button.tsx';
import { Select } from '../ui/fields.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { GROUPINGS } from './lines.ts';
import type { Narrow } from './narrow.ts';

export function NarrowBar({ narrow, total }: { narrow: Narrow; total: number }) {
  const text = useText();
  const format = useFormat();
  const placeholder = `${text.health.filter} (${text.health.filterHelp})`;
  return (
    <>
      <SearchField className="narrow-find" aria-label={placeholder} value={narrow.find} onChange={narrow.setFind}>
        <Search className="narrow-find-icon" size={14} aria-hidden />
        <Input className="input" placeholder={placeholder} spellCheck={false} />
      </SearchField>
      <ToggleButton className="button toggle" isSelected={narrow.troubledOnly} onChange={narrow.setTroubledOnly}>
        {text.health.troubledOnly}
      </ToggleButton>
      <Select
        className="narrow-group"
        label={text.cluster.group}
        hideLabel
        value={narrow.group}
        choices={GROUPINGS.map((value) => ({ value, label: text.cluster.groups[value] }))}
        onChange={narrow.setGroup}
      />
      {narrow.only ? (
        <span className="only-chip">
          <span className="cut">{text.health.onlyTrouble(text.health.title[narrow.only.code])}</span>
          <IconButton label={text.health.showAll} className="small" onPress={() => narrow.setOnly(undefined)}>
            <X size={12} />
          </IconButton>
        </span>
      ) : null}
      {narrow.shown === total ? null : (
        <span className="narrow-shown number" role="status">
          {text.health.shown(format.number(narrow.shown), format.number(total))}
        </span>
      )}
    </>
  );
}
