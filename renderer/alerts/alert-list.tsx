import { Pause, Pencil, Play, Trash2 } from 'lucide-react';
import type { Alert, AlertState } from '../../main/contract/alerts.ts';
import { openDialog } from '../state/dialog.ts';
import { IconButton } from '../ui/button.tsx';
import { Badge } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { conditionText, isNameFrom, nowText, titleOf } from './words.ts';

const TONES = { off: 'info', quiet: 'ok', waiting: 'warn', firing: 'error', 'not-judged': 'info' } as const;

export function AlertList({
  alerts,
  save,
  remove,
}: {
  alerts: readonly AlertState[];
  save: (alert: Alert) => void;
  remove: (alert: Alert) => void;
}) {
  const words = useText().alerts;
  return (
    <ul className="alert-list" aria-label={words.listTitle}>
      {alerts.map((one) => (
        <AlertRow key={one.alert.id} one={one} save={save} remove={remove} />
      ))}
    </ul>
  );
}

function AlertRow({
  one,
  save,
  remove,
}: {
  one: AlertState;
  save: (alert: Alert) => void;
  remove: (alert: Alert) => void;
}) {
  const text = useText();
  const words = text.alerts;
  const format = useFormat();
  const told = useTold();
  const { alert, state, why, error, value, lastFired, since } = one;
  const { condition } = alert;
  const title = titleOf(alert, text, format);
  const said = isNameFrom(alert) ? undefined : conditionText(condition, text, format);
  const where = error?.position === undefined || condition.on !== 'count' ? '' : condition.filter.slice(error.position);
  return (
    <li className={`alert-item ${alert.on ? '' : 'alert-off'}`} data-state={state} data-alert={alert.name}>
      <span className="alert-state">
        <Badge tone={TONES[state]}>{words.state[state]}</Badge>
      </span>
      <div className="alert-main">
        <strong className="cut" title={title}>
          {title}
        </strong>
        {said === undefined ? null : (
          <span className="cut alert-said" title={said}>
            {said}
          </span>
        )}
        {error ? (
          <span className="error-text alert-why">
            {told(error)}
            {where === '' ? null : <code className="record"> {where}</code>}
          </span>
        ) : why ? (
          <span className="alert-why">{words.why[why]}</span>
        ) : null}
      </div>
      <div className="alert-facts number">
        {value === null ? null : <span>{nowText(condition, value, text, format)}</span>}
        <span className="alert-when">
          {state === 'firing'
            ? text.shell.since(format.time(since, 'day-time', 0))
            : lastFired === null
              ? words.never
              : words.lastFired(format.time(lastFired, 'day-time', 0))}
        </span>
      </div>
      <div className="alert-acts">
        <IconButton
          className="small"
          label={`${alert.on ? words.pause : words.resume}: ${title}`}
          onPress={() => save({ ...alert, on: !alert.on })}
        >
          {alert.on ? <Pause size={13} /> : <Play size={13} />}
        </IconButton>
        <IconButton
          className="small"
          label={`${words.change} ${title}`}
          onPress={() => openDialog({ kind: 'alert', alert })}
        >
          <Pencil size={13} />
        </IconButton>
        <IconButton className="small" label={`${words.remove}: ${title}`} onPress={() => remove(alert)}>
          <Trash2 size={13} />
        </IconButton>
      </div>
    </li>
  );
}
