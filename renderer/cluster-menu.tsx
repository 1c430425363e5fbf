import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useEngine } from './engine/context.ts';
import { visibleError } from './engine/errors.ts';
import { useCall } from './engine/use-call.ts';
import { useWatch } from './engine/use-watch.ts';
import { openDialog } from './state/dialog.ts';
import { Button as WordButton } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { useText, useTold } from './ui/text.ts';

const TONES = {
  idle: 'still',
  connecting: 'busy',
  collecting: 'ok',
  paused: 'warn',
  ended: 'still',
  failed: 'error',
} as const;

/** The cluster, as a pill; pressed, it says more and offers to connect or to disconnect. */
export function ClusterMenu() {
  const text = useText();
  const status = useWatch('session.status');
  if (!status) return null;
  const { state } = status;
  const name = status.connection?.name || status.connection?.brokers[0];
  const stands = status.notReading === undefined ? '' : ` · ${text.shell.state.notReading}`;
  return (
    <DialogTrigger>
      <Button
        className="pill cluster"
        aria-label={`${text.shell.clusterLabel}: ${name ?? text.shell.notConnected}${stands}`}
      >
        <span className={`dot ${stands === '' ? TONES[state] : 'warn'}`} aria-hidden />
        <span className="cut">{name ?? text.shell.notConnected}</span>
        {stands === '' ? null : <span className="pill-state">{text.shell.state.notReading}</span>}
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="cluster-card" aria-label={text.shell.clusterLabel}>
          {({ close }) => <ClusterCard close={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function ClusterCard({ close }: { close: () => void }) {
  const text = useText();
  const told = useTold();
  const engine = useEngine();
  const status = useWatch('session.status');
  const info = useCall('app.info', {});
  const [trouble, setTrouble] = useState<string>();
  const state = status?.state ?? 'idle';
  const connected = state !== 'idle';

  const disconnect = async () => {
    try {
      await engine.call('session.close', {});
      close();
    } catch (error) {
      const data = visibleError(error);
      if (data) setTrouble(text.shell.disconnectFailed(told(data)));
    }
  };

  return (
    <>
      <p className="cluster-state">{text.shell.state[status?.notReading ? 'notReading' : state]}</p>
      {status?.notReading ? (
        <Notice tone="warn">
          {told(status.notReading)} {text.shell.readsOn}
        </Notice>
      ) : null}
      {connected && status ? (
        <dl className="pairs">
          <dt>{text.shell.brokers}</dt>
          <dd className="record">{status.connection?.brokers.join(', ')}</dd>
          {status.connection?.clusterId === undefined ? null : (
            <>
              <dt>{text.shell.clusterLabel}</dt>
              <dd className="record">{status.connection.clusterId}</dd>
            </>
          )}
          <dt>{text.shell.topics}</dt>
          <dd className="record">{status.topics.join(', ')}</dd>
          {status.group === undefined ? null : (
            <>
              <dt>{text.shell.group}</dt>
              <dd className="record">{status.group}</dd>
            </>
          )}
        </dl>
      ) : null}
      {trouble === undefined ? null : <Notice tone="error">{trouble}</Notice>}
      {info.data?.readOnly ? <Notice tone="info">{text.shell.readOnlyHint}</Notice> : null}
      <div className="cluster-buttons">
        {connected ? (
          <WordButton kind="danger" onPress={disconnect}>
            {text.shell.disconnect}
          </WordButton>
        ) : null}
        <WordButton
          kind={connected ? 'plain' : 'primary'}
          isDisabled={info.data?.readOnly ?? false}
          onPress={() => {
            close();
            openDialog({ kind: 'connect' });
          }}
        >
          {connected ? text.shell.connectMore : text.shell.connect}
        </WordButton>
      </div>
    </>
  );
}
