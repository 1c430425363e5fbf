import './alerts.css';
import { BellPlus, BellRing } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Alert } from '../../main/contract/alerts.ts';
import type { ErrorData } from '../../main/contract/errors.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useCall } from '../engine/use-call.ts';
import { useWatch } from '../engine/use-watch.ts';
import { openDialog } from '../state/dialog.ts';
import { changeSettings } from '../state/settings.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Notice } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { AlertList } from './alert-list.tsx';
import { AlertLog } from './alert-log.tsx';
import { allowNotifications, useNotifications } from './notify.ts';
import { QuietCard } from './quiet-hours.tsx';
import { titleOf } from './words.ts';

export function AlertsView() {
  const text = useText();
  const format = useFormat();
  const words = text.alerts;
  const engine = useEngine();
  const known = useWatch('alerts.now');
  const readOnly = useCall('app.info', {}).data?.readOnly;
  const [error, setError] = useState<ErrorData>();
  const [removed, setRemoved] = useState<Alert>();
  const newest = known?.newestEntry;
  useEffect(() => {
    if (newest !== undefined) changeSettings({ seenAlert: newest });
  }, [newest]);

  if (!known || readOnly === undefined) return <Empty title={text.shell.loading} />;
  const change = (changing: Promise<unknown>) => {
    changing.then(
      () => setError(undefined),
      (failure: unknown) => setError(visibleError(failure)),
    );
  };
  const add = () => openDialog({ kind: 'alert', alert: undefined });
  const save = (alert: Alert) => change(engine.call('alerts.save', alert));
  if (readOnly) return <Empty title={words.emptyTitle}>{words.readOnly}</Empty>;
  const isNew = known.alerts.length === 0 && known.newestEntry === 0 && !removed;
  if (isNew)
    return (
      <Empty
        title={words.emptyTitle}
        icon={<BellRing size={28} />}
        action={
          <Button kind="primary" onPress={add}>
            {words.add}
          </Button>
        }
      >
        {words.empty}
      </Empty>
    );
  return (
    <div className="alerts">
      {error ? <Failed error={error} /> : null}
      {removed ? (
        <Notice
          tone="info"
          action={
            <Button
              className="small"
              onPress={() => {
                save(removed);
                setRemoved(undefined);
              }}
            >
              {words.undo}
            </Button>
          }
        >
          {words.removed(titleOf(removed, text, format))}
        </Notice>
      ) : null}
      <div className="alert-cards">
        <NotifyCard />
        <QuietCard
          quiet={known.quiet}
          isQuiet={known.isQuiet}
          save={(quiet) => change(engine.call('alerts.quiet', quiet))}
        />
      </div>
      <div className="alert-head">
        <h2>{words.listTitle}</h2>
        <span className="grow" />
        <Button kind="primary" className="small" onPress={add}>
          <BellPlus size={14} aria-hidden />
          {words.add}
        </Button>
      </div>
      {known.alerts.length === 0 ? (
        <p className="alert-none">{words.emptyTitle}</p>
      ) : (
        <AlertList
          alerts={known.alerts}
          save={save}
          remove={(alert) => {
            change(engine.call('alerts.remove', { id: alert.id }));
            setRemoved(alert);
          }}
        />
      )}
      <div className="alert-head">
        <h2>{words.logTitle}</h2>
      </div>
      <AlertLog newest={known.newestEntry} />
    </div>
  );
}

function NotifyCard() {
  const words = useText().alerts.notify;
  const state = useNotifications();
  return (
    <section className="card alert-card" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p className={state === 'denied' ? 'warn-text' : 'alert-why'}>{words[state]}</p>
      {state === 'ask' ? (
        <Button className="small" onPress={() => void allowNotifications()}>
          {words.askButton}
        </Button>
      ) : state === 'on' || state === 'off' ? (
        <Button className="small" onPress={() => changeSettings({ notifications: state === 'off' })}>
          {state === 'on' ? words.switchOff : words.switchOn}
        </Button>
      ) : null}
    </section>
  );
}
