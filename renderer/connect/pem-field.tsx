import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/fields.tsx';
import { useText } from '../ui/text.ts';

/** As many characters as the contract takes. */
const MOST_BYTES = 200_000;

/** A certificate or key: pasted, or read from a file of this computer. */
export function PemField({
  label,
  hint,
  value,
  onChange,
  error,
}: {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  const text = useText();
  const [trouble, setTrouble] = useState<string>();

  const read = async (file: File) => {
    if (file.size > MOST_BYTES) return setTrouble(text.connect.fileTooLarge(file.name));
    try {
      onChange(await file.text());
      setTrouble(undefined);
    } catch (failure) {
      setTrouble(text.connect.fileFailed(file.name, failure instanceof Error ? failure.message : String(failure)));
    }
  };

  return (
    <div className="pem">
      <TextField
        label={label}
        hint={hint}
        rows={value === '' ? 1 : 3}
        record
        placeholder="-----BEGIN …-----"
        value={value}
        onChange={(next) => {
          setTrouble(undefined);
          onChange(next);
        }}
        error={trouble ?? error}
      />
      <FileTrigger
        onSelect={(files) => {
          const file = files?.[0];
          if (file) void read(file);
        }}
      >
        <Button className="small" aria-label={`${label}: ${text.connect.readFile}`}>
          {text.connect.readFile}
        </Button>
      </FileTrigger>
    </div>
  );
}
