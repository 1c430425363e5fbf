import { Undo2 } from 'lucide-react';
import { place, usePlace } from '../state/place.ts';
import { readPlace } from '../state/place-text.ts';
import { openPlace } from '../state/selection.ts';
import { Button } from '../ui/button.tsx';
import { useFormat, useText } from '../ui/text.ts';

/** Back to where one was before the surroundings of a record; false: one is not in any. */
export function leaveAround(): boolean {
  const { around } = place.get();
  if (!around) return false;
  openPlace(readPlace(around.back));
  return true;
}

/** That what is shown is around a record, and the way back. */
export function AroundBar() {
  const text = useText().records.around;
  const format = useFormat();
  const { around } = usePlace();
  if (!around) return null;
  const at = format.time(around.at, 'full');
  const said =
    'records' in around.by
      ? text.saidRecords(format.number(around.by.records), at)
      : text.saidTime(format.duration(around.by.seconds * 1000), at);
  return (
    <div className="around-bar" role="status">
      <span className="cut number">
        {said} · {around.partition === null ? text.ofAll : text.ofPartition(around.partition)}
      </span>
      <Button className="small around-back" onPress={leaveAround}>
        <Undo2 size={13} aria-hidden />
        {text.back}
      </Button>
    </div>
  );
}
