import { Check } from 'lucide-react';
import { useMemo, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { zoneOffset } from '../main/contract/zone.ts';
import { Zone } from './state/choices.ts';
import { changeSettings, useLanguage, useSettings } from './state/settings.ts';
import { allZones, cityOf, offsetText, zoneId } from './state/zone.ts';
import { Segmented, TextField } from './ui/fields.tsx';
import { useText } from './ui/text.ts';

type Offered = { id: string; name: string; offset: string; words: string };

/** This computer's zone, UTC, or any other: found by its city, its name in the language of the page, or its distance from UTC. */
export function ZoneChoice() {
  const { shell, time } = useText();
  const { zone } = useSettings();
  const isOther = zone !== 'local' && zone !== 'utc';
  const [searching, setSearching] = useState(isOther);
  return (
    <div className="zone-choice">
      <Segmented<'local' | 'utc' | 'other'>
        label={shell.zoneLabel}
        value={searching ? 'other' : isOther ? 'other' : zone}
        choices={[
          { value: 'local', label: shell.zoneLocal },
          { value: 'utc', label: shell.zoneUtc },
          { value: 'other', label: time.zone.other },
        ]}
        onChange={(chosen) => {
          setSearching(chosen === 'other');
          if (chosen !== 'other') changeSettings({ zone: chosen });
        }}
      />
      {searching ? <ZoneSearch zone={zone} /> : null}
    </div>
  );
}

function ZoneSearch({ zone }: { zone: Zone }) {
  const text = useText().time.zone;
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const all = useMemo(() => offeredZones(language), [language]);
  const words = searchWords(typed).split(' ');
  const found = all.filter((one) => words.every((word) => one.words.includes(word)));
  const choose = (id: string) => {
    const chosen = Zone.safeParse(id);
    if (chosen.success) changeSettings({ zone: chosen.data });
  };
  return (
    <>
      <TextField
        autoFocus
        label={text.search}
        value={typed}
        onChange={setTyped}
        placeholder={text.placeholder}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found[0]) choose(found[0].id);
          else event.continuePropagation();
        }}
      />
      <ListBox
        className="zone-list"
        aria-label={text.list}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[zoneId(zone)]}
        onSelectionChange={(keys) => {
          if (keys === 'all') return;
          for (const key of keys) choose(String(key));
        }}
        items={found}
        renderEmptyState={() => <p className="field-hint zone-none">{text.none}</p>}
      >
        {({ id, name, offset }) => (
          <ListBoxItem id={id} textValue={id} className="menu-item zone-item">
            {({ isSelected }) => (
              <>
                <span className="menu-check">{isSelected ? <Check size={14} aria-hidden /> : null}</span>
                <span className="zone-name">
                  <span className="cut">{id.replaceAll('_', ' ')}</span>
                  <small className="cut">{name}</small>
                </span>
                <span className="number zone-offset">{offset}</span>
              </>
            )}
          </ListBoxItem>
        )}
      </ListBox>
    </>
  );
}

/** With the distance from UTC that each has now. */
function offeredZones(language: string): Offered[] {
  const now = Date.now();
  return allZones().map((id) => {
    const names = new Intl.DateTimeFormat(language, { timeZone: id, timeZoneName: 'longGeneric' });
    const name = names.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const offset = offsetText(zoneOffset(now * 1000, id));
    return { id, name, offset, words: searchWords(`${id} ${cityOf(id)} ${name} ${offset}`) };
  });
}

/** "−" of offsets is typed as "-", "_" of names as a space. */
function searchWords(text: string): string {
  return text.trim().toLowerCase().replaceAll('−', '-').replaceAll('_', ' ').replaceAll('gmt', 'utc');
}
