import { type FormEvent, useState } from 'react';
import { Form, Input, TextField } from 'react-aria-components';
import { Button } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';
import type { KeptFilters } from './use-filters.ts';

/** Saves the present filter under a name; under one that is there already, in its place. */
export function SaveFilter({ filters: { saved, save }, present }: { filters: KeptFilters; present: string }) {
  const text = useText().logs.filter;
  const [name, setName] = useState('');
  const wanted = name.trim();
  const same = saved.find((one) => one.name === wanted);
  const kept = saved.find(({ filter }) => filter === present);
  if (kept) return <p className="filter-none">{text.isSaved(kept.name)}</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === '') return;
    save({ id: same?.id ?? crypto.randomUUID(), name: wanted, filter: present });
    setName('');
  };
  return (
    <Form className="filter-save" onSubmit={submit}>
      <TextField aria-label={text.name} value={name} onChange={setName} maxLength={100} className="field grow">
        <Input className="input" placeholder={text.namePlaceholder} autoComplete="off" />
      </TextField>
      <Button type="submit" isDisabled={wanted === ''}>
        {same ? text.replace : text.save}
      </Button>
    </Form>
  );
}
