import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';
import { useText } from './text.ts';

const SHOWN_MS = 1500;

/** Copies a text and says whether it did. `text` is asked for when it is pressed. */
export function CopyButton({ text: given, label }: { text: () => string; label?: string }) {
  const text = useText().shell;
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(given()).then(
      () => setState('done'),
      () => setState('failed'),
    );
  const name = state === 'done' ? text.copied : state === 'failed' ? text.copyFailed : (label ?? text.copy);
  return (
    <IconButton className="small" label={name} onPress={copy}>
      {state === 'done' ? <Check size={13} /> : state === 'failed' ? <TriangleAlert size={13} /> : <Copy size={13} />}
    </IconButton>
  );
}
