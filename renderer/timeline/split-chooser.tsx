import { Check, ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { View } from '../../main/contract/records.ts';
import { useCall } from '../engine/use-call.ts';
import { go } from '../state/place.ts';
import { TextField } from '../ui/fields.tsx';
import { useText } from '../ui/text.ts';

const SAMPLE = 300;
const MOST_OFFERED = 8;
const LONGEST = 500;
const PLAIN = ['level', '_topic', '_partition', 'service', 'host'] as const;

/** What the timeline is split by. split: null for the level. view: whose records' fields are offered */
export function SplitChooser({ split, view }: { split: string | null; view: View }) {
  const text = useText().timeline;
  const nameOf = useFieldName();
  const [isOpen, setOpen] = useState(false);
  const choose = (field: string) => {
    go({ split: field === 'level' ? null : field }, true);
    setOpen(false);
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className="split-button" aria-label={text.splitBy(nameOf(split ?? 'level'))}>
        <span className="cut">{text.by(nameOf(split ?? 'level'))}</span>
        <ChevronDown size={12} aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Dialog className="split-card" aria-label={text.split}>
          <Choices chosen={split ?? 'level'} view={view} onChoose={choose} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** A field as a person calls it. */
function useFieldName(): (field: string) => string {
  const { splits } = useText().timeline;
  return (field) => {
    const plain = PLAIN.find((name) => name === field);
    return plain === undefined ? field : splits[plain];
  };
}

function Choices({ chosen, view, onChoose }: { chosen: string; view: View; onChoose: (field: string) => void }) {
  const text = useText().timeline;
  const nameOf = useFieldName();
  const [typed, setTyped] = useState('');
  const fields = useCall('records.fields', { view, sample: SAMPLE }).data?.fields;
  const wanted = typed.trim();
  const offered = (fields ?? [])
    .map(({ name }) => name)
    .filter((name) => !PLAIN.some((plain) => plain === name) && name.toLowerCase().includes(wanted.toLowerCase()));
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || wanted === '') return;
    event.preventDefault();
    onChoose(offered.includes(wanted) || offered.length === 0 ? wanted : (offered[0] ?? wanted));
  };
  const row = (name: string, words: string) => (
    <li key={name}>
      <Button className="menu-item" aria-pressed={name === chosen} onPress={() => onChoose(name)}>
        <span className="menu-check">{name === chosen ? <Check size={14} aria-hidden /> : null}</span>
        <span className="cut" title={words}>
          {words}
        </span>
      </Button>
    </li>
  );
  return (
    <>
      <ul>{PLAIN.map((name) => row(name, nameOf(name)))}</ul>
      <TextField
        label={text.field}
        record
        value={typed}
        onChange={setTyped}
        onKeyDown={enter}
        placeholder="http.status"
        maxLength={LONGEST}
        hint={fields && offered.length === 0 && wanted !== '' ? text.noField : undefined}
      />
      <ul>{offered.slice(0, MOST_OFFERED).map((name) => row(name, name))}</ul>
    </>
  );
}
