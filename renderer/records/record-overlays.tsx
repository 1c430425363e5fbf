// Over the table: how many are chosen, a record's menu, and the question how much around it is wanted.
import type { Column } from '../state/column.ts';
import { AroundDialog } from './around-dialog.tsx';
import { ChosenBar } from './chosen-bar.tsx';
import { useMarks } from './marks.ts';
import { RecordMenu } from './record-menu.tsx';
import type { Logs } from './use-logs.ts';
import type { RecordActs } from './use-record-acts.ts';

export function RecordOverlays({
  logs,
  columns,
  acts,
  tell,
}: {
  logs: Logs;
  columns: readonly Column[];
  acts: RecordActs;
  tell: (text: string) => void;
}) {
  const marks = useMarks();
  const row = acts.menu && logs.rows?.row(acts.menu.rank);
  return (
    <>
      <ChosenBar chosen={acts.choosing.chosen} copying={acts.copying} onCopy={acts.copy} />
      {acts.menu && row ? (
        <RecordMenu
          at={acts.menu}
          row={row}
          columns={columns}
          fields={logs.rows?.fields ?? []}
          chosen={acts.chosen}
          bookmarked={marks.of(row) !== undefined}
          acts={acts}
          onClose={() => acts.openMenu(undefined)}
        />
      ) : null}
      {acts.aroundOf ? (
        <AroundDialog record={acts.aroundOf} upTo={logs.view.upTo ?? null} tell={tell} onClose={acts.closeAround} />
      ) : null}
    </>
  );
}
