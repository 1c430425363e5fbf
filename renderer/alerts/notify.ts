// Desktop notifications: whether they may be shown, and showing them. Permission is asked for on a click alone.
import { changeSettings, settings, useSettings } from '../state/settings.ts';
import { createStore, useStore } from '../state/store.ts';

/** none: the browser has no notifications */
type Permission = 'none' | 'default' | 'granted' | 'denied';

const permission = createStore<Permission>(now());

function now(): Permission {
  return 'Notification' in globalThis ? Notification.permission : 'none';
}

/** off: allowed, and not wanted; ask: nobody was asked yet */
export function useNotifications(): 'none' | 'ask' | 'denied' | 'on' | 'off' {
  const allowed = useStore(permission);
  const { notifications } = useSettings();
  if (allowed === 'default') return 'ask';
  return allowed === 'granted' ? (notifications ? 'on' : 'off') : allowed;
}

/** For a click. */
export async function allowNotifications(): Promise<void> {
  changeSettings({ notifications: true });
  permission.set(await Notification.requestPermission());
}

/** `tag`: one of the same tag is replaced, so that several windows show it once. */
export function notify(title: string, body: string, tag: string, clicked: () => void): void {
  if (now() !== 'granted' || !settings.get().notifications) return;
  const shown = new Notification(title, { body, tag });
  shown.onclick = () => {
    window.focus();
    shown.close();
    clicked();
  };
}
