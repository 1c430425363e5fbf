// Names of what the analyst keeps: a new one, and another one for what is there.
import { type FormEvent, useState } from 'react';
import { Form, Input, TextField } from 'react-aria-components';
import { Button } from './button.tsx';

const LONGEST = 100;

/** Enter keeps the name, Escape the one before. `refusal`: why a name cannot be taken. */
export function Rename({
  label,
  before,
  refusal = () => undefined,
  done,
}: {
  label: string;
  before: string;
  refusal?: (name: string) => string | undefined;
  /** undefined: it stays */
  done: (name: string | undefined) => void;
}) {
  const [name, setName] = useState(before);
  const wanted = name.trim();
  const refused = refusal(wanted);
  return (
    <TextField
      aria-label={label}
      value={name}
      onChange={setName}
      maxLength={LONGEST}
      autoFocus
      isInvalid={refused !== undefined}
      className="field grow"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && refused === undefined) done(wanted === '' ? undefined : wanted);
        else if (event.key === 'Escape') done(undefined);
        else event.continuePropagation();
      }}
      onBlur={() => done(undefined)}
    >
      <Input className="input" />
      {refused === undefined ? null : <span className="field-error">{refused}</span>}
    </TextField>
  );
}

/** Saves something under a name; the button says where another has that name and is replaced. */
export function SaveUnderName({
  text,
  isKept,
  save,
  autoFocus = false,
}: {
  text: { name: string; namePlaceholder: string; save: string; replace: string };
  isKept: (name: string) => boolean;
  save: (name: string) => void;
  autoFocus?: boolean;
}) {
  const [name, setName] = useState('');
  const wanted = name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === '') return;
    save(wanted);
    setName('');
  };
  return (
    <Form className="filter-save" onSubmit={submit}>
      <TextField
        aria-label={text.name}
        value={name}
        onChange={setName}
        maxLength={LONGEST}
        className="field grow"
        autoFocus={autoFocus}
      >
        <Input className="input" placeholder={text.namePlaceholder} autoComplete="off" />
      </TextField>
      <Button type="submit" isDisabled={wanted === ''}>
        {isKept(wanted) ? text.replace : text.save}
      </Button>
    </Form>
  );
}
