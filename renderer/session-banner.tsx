import { useWatch } from './engine/use-watch.ts';
import { openDialog } from './state/dialog.ts';
import { Brief } from './ui/brief.tsx';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { useFormat, useText, useTold } from './ui/text.ts';

/** A failed or paused session and its warnings, over every view: what was read before stays usable below. */
export function SessionBanner() {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const status = useWatch('session.status');
  if (!status) return null;
  const bad = status.state === 'failed' || status.state === 'paused';
  // A group that is shared on purpose is no trouble: the sentence of coverage and the consumers view say so.
  const warnings = status.warnings.filter(({ said }) => !said.some(({ code }) => code === 'group-shared'));
  if (!bad && warnings.length === 0) return null;
  return (
    <div className="banners">
      {bad ? (
        <Notice
          tone={status.state === 'failed' ? 'error' : 'warn'}
          title={status.state === 'failed' ? `${text.shell.failedTitle}.` : `${text.shell.pausedTitle}.`}
          action={
            status.state === 'failed' ? (
              <Button onPress={() => openDialog({ kind: 'connect' })}>{text.shell.connectMore}</Button>
            ) : undefined
          }
        >
          {status.error ? told(status.error) : null}
        </Notice>
      ) : null}
      {warnings.slice(0, 3).map((warning) => (
        <Notice key={warning.key} tone="warn">
          <span className="since">{text.shell.since(format.time(warning.since, 'time', 0))}</span>{' '}
          <Brief all={[warning]} />
        </Notice>
      ))}
      {warnings.length > 3 ? (
        <details className="more-warnings">
          <summary>{text.shell.warnings(format.number(warnings.length - 3))}</summary>
          <ul>
            {warnings.slice(3).map((warning) => (
              <li key={warning.key}>{told(warning)}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
