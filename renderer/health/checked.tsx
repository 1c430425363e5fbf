import { useEffect, useState } from 'react';
import { useFormat, useText } from '../ui/text.ts';

/** How long ago something was, counting by the second. at: microseconds */
export function Ago({ at, say }: { at: number; say: (duration: string) => string }) {
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, Math.round((now - at / 1000) / 1000));
  return (
    <span className="number" title={format.time(at, 'full', 0)}>
      {say(format.duration(seconds * 1000))}
    </span>
  );
}

/** "checked 3 s ago" */
export function Checked({ at }: { at: number }) {
  const text = useText();
  return (
    <span className="checked">
      <Ago at={at} say={text.health.checked} />
    </span>
  );
}
