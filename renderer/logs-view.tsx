import { useWatch } from './engine/use-watch.ts';
import { useFormat, useText } from './ui/text.ts';

export function LogsView() {
  const text = useText();
  const format = useFormat();
  const tick = useWatch('cache.tick');
  return <p>{tick ? `${text.logs.records}: ${format.number(tick.records)}` : text.shell.loading}</p>;
}
