// The one dialog that is open over the views, if any.
import type { Alert } from '../../main/contract/alerts.ts';
import type { Hole, View } from '../../main/contract/records.ts';
import type { Clock } from '../../main/contract/units.ts';
import { createStore, useStore } from './store.ts';

export type Open =
  | { kind: 'connect' }
  /** records: how many the view matches, where that is known */
  | { kind: 'export'; view: View; order: 'asc' | 'desc'; clock: Clock; records: number | undefined }
  | { kind: 'keys' }
  | { kind: 'bookmarks' }
  | { kind: 'watch' }
  /** undefined: a new one */
  | { kind: 'alert'; alert: Alert | undefined }
  /** at: the hole that is shown first */
  | { kind: 'coverage'; at?: Hole };

export const dialog = createStore<Open | null>(null);

export function openDialog(open: Open): void {
  dialog.set(open);
}

export function closeDialog(): void {
  dialog.set(null);
}

export function useDialog(): Open | null {
  return useStore(dialog);
}
