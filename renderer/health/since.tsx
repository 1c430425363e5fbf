import { useFormat, useText } from '../ui/text.ts';

/** Since when something holds, microseconds, beside what it is. */
export function Since({ at }: { at: number }) {
  const text = useText();
  const format = useFormat();
  return <span className="trouble-since number">{text.health.since(format.time(at, 'time', 0))}</span>;
}
