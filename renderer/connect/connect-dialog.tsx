import './connect.css';
import { useCall } from '../engine/use-call.ts';
import { useWatch } from '../engine/use-watch.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText, useTold } from '../ui/text.ts';
import { ConnectForm } from './connect-form.tsx';

/** Opens a session: from a saved connection or from nothing. */
export function ConnectDialog() {
  const text = useText();
  const told = useTold();
  const status = useWatch('session.status');
  const saved = useCall('profiles.list', {});
  const info = useCall('app.info', {});
  // The session or the last connection used is what the form starts from: nothing is shown before both are known, a few
  // milliseconds.
  if (!status || (saved.loading && saved.data === undefined)) return null;
  return (
    <ConnectForm
      status={status}
      profiles={[...(saved.data?.profiles ?? [])].sort((a, b) => b.lastUsed - a.lastUsed)}
      refreshProfiles={saved.again}
      readOnly={info.data?.readOnly ?? false}
      frame={(body, footer, close) => (
        <Dialog title={text.connect.title} onClose={close} width={1000} stay footer={footer}>
          {saved.error === undefined ? null : (
            <Notice tone="warn">{text.connect.savedFailed(told(saved.error))}</Notice>
          )}
          {body}
        </Dialog>
      )}
    />
  );
}
