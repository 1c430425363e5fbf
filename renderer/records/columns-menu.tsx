import { Columns3, RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { View } from '../../main/contract/records.ts';
import { useCall } from '../engine/use-call.ts';
import { COLUMNS, type Column, columnOf, isKnown } from '../state/column.ts';
import { resetColumns, toggleColumn, useColumns } from '../state/columns.ts';
import { usePlace } from '../state/place.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox, TextField } from '../ui/fields.tsx';
import { useText } from '../ui/text.ts';
import { columnName } from './columns.ts';

const SAMPLE = 300;
const MOST_FIELDS = 8;
/** Columns have these already, under names of their own. */
const NOT_OFFERED = new Set(['level', 'message', 'service', 'host', '_topic', '_partition']);

/** view: whose records' fields are offered */
export function ColumnsMenu({ view }: { view: View }) {
  const text = useText();
  return (
    <DialogTrigger>
      <IconButton className="small" label={text.logs.columns.choose}>
        <Columns3 size={13} />
      </IconButton>
      <Popover className="popover" placement="bottom end">
        <Dialog className="columns-card" aria-label={text.logs.columns.choose}>
          <ColumnsCard view={view} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function ColumnsCard({ view }: { view: View }) {
  const text = useText();
  const words = text.records.columns;
  const columns = useColumns();
  const { wrap } = useSettings();
  const { clock, columns: ofLink } = usePlace();
  const linked = ofLink !== null;
  // The time that orders has a column already.
  const listed: Column[] = [
    ...COLUMNS.filter((column) => column !== clock),
    ...columns.filter((column) => !isKnown(column)),
  ];
  return (
    <>
      {linked ? <p className="columns-linked">{words.linked}</p> : null}
      <div className="columns-list">
        {listed.map((column) => (
          <Checkbox key={column} isSelected={columns.includes(column)} onChange={() => toggleColumn(column)}>
            <span className={isKnown(column) ? 'cut' : 'cut record'}>{columnName(column, text)}</span>
          </Checkbox>
        ))}
      </div>
      <AddField view={view} columns={columns} />
      <div className="columns-foot">
        <Checkbox isSelected={wrap} onChange={(on) => changeSettings({ wrap: on })}>
          {words.wrap} <kbd>w</kbd>
        </Checkbox>
        <Button kind="quiet" className="small columns-reset" onPress={resetColumns}>
          <RotateCcw size={13} aria-hidden />
          {words.reset}
        </Button>
      </div>
    </>
  );
}

function AddField({ view, columns }: { view: View; columns: readonly Column[] }) {
  const text = useText().records.columns;
  const [typed, setTyped] = useState('');
  const fields = useCall('records.fields', { view, sample: SAMPLE }).data?.fields;
  const wanted = typed.trim();
  const offered = (fields ?? [])
    .map(({ name }) => name)
    .filter((name) => !NOT_OFFERED.has(name) && !columns.includes(columnOf(name)))
    .filter((name) => name.toLowerCase().includes(wanted.toLowerCase()));
  const add = (name: string) => {
    toggleColumn(columnOf(name));
    setTyped('');
  };
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || wanted === '') return;
    event.preventDefault();
    const name = offered.includes(wanted) || offered.length === 0 ? wanted : (offered[0] ?? wanted);
    if (!columns.includes(columnOf(name))) add(name);
  };
  return (
    <div className="columns-add">
      <TextField
        label={text.add}
        record
        value={typed}
        onChange={setTyped}
        onKeyDown={enter}
        placeholder="http.request.method"
        maxLength={500}
        hint={fields && offered.length === 0 && wanted !== '' ? text.noField : undefined}
      />
      <ul aria-label={text.fields}>
        {offered.slice(0, MOST_FIELDS).map((name) => (
          <li key={name}>
            <Button
              kind="quiet"
              className="small columns-field"
              aria-label={text.addThis(name)}
              onPress={() => add(name)}
            >
              <span className="cut record">{name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
