// A sentence that is shown for a while, such as "no error further on".
import { useCallback, useEffect, useState } from 'react';

const SHOWN_MS = 4000;

export function useFlash(): [string | undefined, (text: string) => void] {
  const [flash, setFlash] = useState<{ text: string }>();
  useEffect(() => {
    if (!flash) return;
    const timer = setTimeout(() => setFlash(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [flash]);
  return [flash?.text, useCallback((text: string) => setFlash({ text }), [])];
}
