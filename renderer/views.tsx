// The one list of views and dialogs. A view gets no props: what it shows follows from the place and the engine.
import type { ComponentType } from 'react';
import { AlertDialog } from './alert-dialog.tsx';
import { AlertsView } from './alerts/alerts-view.tsx';
import { ConnectDialog } from './connect/connect-dialog.tsx';
import { CoverageDialog } from './coverage/coverage-dialog.tsx';
import { ExportDialog } from './export/export-dialog.tsx';
import { ExportsView } from './export/exports-view.tsx';
import { ConsumersView } from './health/consumers-view.tsx';
import { PartitionsView } from './health/partitions-view.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { LogsView } from './logs-view.tsx';
import { BookmarksDialog } from './records/bookmarks-dialog.tsx';
import { closeDialog, useDialog } from './state/dialog.ts';
import type { Screen } from './state/place-text.ts';
import { WatchDialog } from './watch-dialog.tsx';

export const VIEWS: Record<Screen, ComponentType> = {
  logs: LogsView,
  partitions: PartitionsView,
  consumers: ConsumersView,
  alerts: AlertsView,
  exports: ExportsView,
};

export function OpenDialog() {
  const open = useDialog();
  switch (open?.kind) {
    case undefined:
      return null;
    case 'connect':
      return <ConnectDialog />;
    case 'export':
      return <ExportDialog view={open.view} order={open.order} clock={open.clock} records={open.records} />;
    case 'bookmarks':
      return <BookmarksDialog />;
    case 'watch':
      return <WatchDialog />;
    case 'alert':
      return <AlertDialog alert={open.alert} />;
    case 'keys':
      return <KeysDialog />;
    case 'coverage':
      return <CoverageDialog at={open.at} />;
    default:
      closeDialog();
      return null;
  }
}
