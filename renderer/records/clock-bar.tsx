import { go, usePlace } from '../state/place.ts';
import { Button } from '../ui/button.tsx';
import { useText } from '../ui/text.ts';

/** That another clock than the record's own orders what is shown, and of which time the range is; the way back. */
export function ClockBar() {
  const text = useText().clock;
  const { clock } = usePlace();
  if (clock === 'record') return null;
  return (
    <div className="around-bar clock-bar" role="status">
      <span className="cut">{text.bar[clock]}</span>
      <Button className="small around-back" onPress={() => go({ clock: 'record' })}>
        {text.back}
      </Button>
    </div>
  );
}
