import { SaveUnderName } from '../ui/name-field.tsx';
import { useText } from '../ui/text.ts';
import type { KeptFilters } from './use-filters.ts';

/** Saves the present filter under a name; under one that is there already, in its place. */
export function SaveFilter({ filters: { saved, save }, present }: { filters: KeptFilters; present: string }) {
  const text = useText().logs.filter;
  const kept = saved.find(({ filter }) => filter === present);
  if (kept) return <p className="filter-none">{text.isSaved(kept.name)}</p>;
  const named = (name: string) => saved.find((one) => one.name === name);
  return (
    <SaveUnderName
      text={text}
      isKept={(name) => named(name) !== undefined}
      save={(name) => save({ id: named(name)?.id ?? crypto.randomUUID(), name, filter: present })}
    />
  );
}
