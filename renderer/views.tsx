// The one list of views and dialogs. A view gets no props: what it shows follows from the place and the engine.
import type { ComponentType } from 'react';
import { ConnectDialog } from './connect/connect-dialog.tsx';
import { LogsView } from './logs-view.tsx';
import { closeDialog, useDialog } from './state/dialog.ts';
import type { Screen } from './state/place-text.ts';

export const VIEWS: Record<Screen, ComponentType> = {
  logs: LogsView,
  partitions: LogsView,
  consumers: LogsView,
  exports: LogsView,
};

export function OpenDialog() {
  const open = useDialog();
  switch (open?.kind) {
    case undefined:
      return null;
    case 'connect':
      return <ConnectDialog />;
    default:
      closeDialog();
      return null;
  }
}
