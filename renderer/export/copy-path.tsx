import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';

const SHOWN_MS = 1600;

export function CopyPath({ path, small = false }: { path: string; small?: boolean }) {
  const text = useText();
  const [result, setResult] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () =>
    navigator.clipboard.writeText(path).then(
      () => setResult('copied'),
      // A browser may forbid it; the path stays to be selected by hand.
      () => setResult('failed'),
    );
  return (
    <Button className={small ? 'small' : ''} onPress={() => void copy()}>
      {result === 'copied' ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      <span role="status">
        {result === 'copied' ? text.shell.copied : result === 'failed' ? text.shell.copyFailed : text.exports.copyPath}
      </span>
    </Button>
  );
}
