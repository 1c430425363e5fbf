import { useWatch } from '../engine/use-watch.ts';
import { usePlace } from '../state/place.ts';
import { useSettings } from '../state/settings.ts';
import { ProblemCount } from '../ui/problem-count.tsx';
import { useFormat, useText } from '../ui/text.ts';

/** Beside the view's name: how many fire now, or have fired since somebody looked. */
export function AlertBadge() {
  const words = useText().alerts;
  const format = useFormat();
  const known = useWatch('alerts.now');
  const { seenAlert } = useSettings();
  const { screen } = usePlace();
  const firing = known?.alerts.filter(({ state }) => state === 'firing').length ?? 0;
  // A cache that was begun anew counts from 1 again.
  const newest = known?.newestEntry ?? 0;
  const unseen = screen === 'alerts' ? 0 : newest < seenAlert ? newest : newest - seenAlert;
  if (firing + unseen === 0) return null;
  const count = format.number(firing > 0 ? firing : unseen);
  const said = firing > 0 ? words.firing(count) : words.unseen(count);
  return <ProblemCount count={count} isError={firing > 0} said={said} />;
}
