import { Button } from 'react-aria-components';
import { AlertBadge } from './alerts/alert-badge.tsx';
import { ClusterMenu } from './cluster-menu.tsx';
import { useWatch } from './engine/use-watch.ts';
import { SettingsMenu, ZoneMenu } from './settings-menu.tsx';
import { isPast, toggleLive, useFollow } from './state/follow.ts';
import { go, usePlace } from './state/place.ts';
import { SCREENS } from './state/place-text.ts';
import { Hint } from './ui/button.tsx';
import { ProblemCount } from './ui/problem-count.tsx';
import { useFormat, useText } from './ui/text.ts';
import { WatchPill } from './watch-run.tsx';

export function Header() {
  const text = useText();
  return (
    <header className="header">
      <strong className="brand">Tailwater</strong>
      <nav aria-label={text.shell.viewsLabel} className="views">
        {SCREENS.map((screen) => (
          <ViewLink key={screen} screen={screen} />
        ))}
      </nav>
      <span className="grow" />
      <ClusterMenu />
      <WatchPill />
      <LivePill />
      <ZoneMenu />
      <SettingsMenu />
    </header>
  );
}

function ViewLink({ screen }: { screen: (typeof SCREENS)[number] }) {
  const text = useText();
  const place = usePlace();
  return (
    <Button
      className="view-link"
      aria-current={place.screen === screen ? 'page' : undefined}
      onPress={() => go({ screen }, true)}
    >
      {/* The bold copy keeps the width, so that choosing a view moves none of the others. */}
      <span data-text={text.shell.views[screen]}>{text.shell.views[screen]}</span>
      {screen === 'partitions' ? <Problems /> : null}
      {screen === 'alerts' ? <AlertBadge /> : null}
    </Button>
  );
}

function Problems() {
  const text = useText();
  const format = useFormat();
  const report = useWatch('health.report');
  const problems = report?.partitions.filter(({ severity }) => severity === 'warning' || severity === 'error') ?? [];
  if (problems.length === 0) return null;
  const count = format.number(problems.length);
  const isError = problems.some(({ severity }) => severity === 'error');
  return <ProblemCount count={count} isError={isError} said={text.shell.problems(count)} />;
}

function LivePill() {
  const text = useText();
  const { live } = useFollow();
  const status = useWatch('session.status');
  const place = usePlace();
  if (place.screen !== 'logs' || status?.state === undefined || status.state === 'idle') return null;
  const past = isPast(place.range);
  const following = live && place.order === 'desc' && !past;
  return (
    <Hint text={following ? text.shell.followOff : past ? text.shell.followOpen : text.shell.followOn}>
      <Button className="pill" onPress={toggleLive} aria-pressed={following}>
        <span className={`dot ${!following ? 'still' : status.notReading ? 'warn' : 'ok'}`} aria-hidden />
        {following ? text.shell.live : past ? text.shell.past : text.shell.paused}
      </Button>
    </Hint>
  );
}
