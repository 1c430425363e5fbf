// What can be done with the selected record, or with those that are chosen: by key, in the menu, and on the bars.
import { useCallback, useState } from 'react';
import type { ExportFormat } from '../../main/contract/export.ts';
import type { Key } from '../../main/contract/records.ts';
import { addClause } from '../state/clause.ts';
import { getColumns } from '../state/columns.ts';
import { linkedDrawing } from '../state/drawn.ts';
import { go, place } from '../state/place.ts';
import { sizeOf } from '../state/ranges.ts';
import { selection } from '../state/selection.ts';
import { useText } from '../ui/text.ts';
import { writeLink } from './link.ts';
import type { RecordMenuActs } from './record-menu.tsx';
import type { MenuAt } from './records-table.tsx';
import { useBookmark } from './use-bookmark.ts';
import { type Choosing, useChoosing } from './use-choosing.ts';
import { useCopy } from './use-copy.ts';
import type { Logs } from './use-logs.ts';
import type { Travel } from './use-travel.ts';

export type RecordActs = RecordMenuActs & {
  choosing: Choosing;
  copying: number | undefined;
  /** how many records would be copied */
  chosen: number;
  /** the record whose surroundings are asked for */
  around: () => void;
  aroundOf: Key | undefined;
  closeAround: () => void;
  menu: MenuAt | undefined;
  openMenu(at: MenuAt | undefined): void;
};

export function useRecordActs(logs: Logs, travel: Travel, tell: (text: string) => void): RecordActs {
  const text = useText().records;
  const choosing = useChoosing(logs, travel, tell);
  const { copying, copy } = useCopy(tell);
  const bookmark = useBookmark(tell);
  const [menu, openMenu] = useState<MenuAt>();
  const [aroundOf, setAroundOf] = useState<Key>();
  const { chosen } = choosing;
  const { copied } = useText().shell;

  const write = useCallback(
    (what: string, said: string) => {
      navigator.clipboard.writeText(what).then(
        () => tell(said),
        () => tell(text.chosen.failed(text.chosen.clipboard)),
      );
    },
    [tell, text],
  );
  const link = useCallback(() => {
    const keys = {
      ...place.get(),
      columns: [...getColumns()],
      drawing: linkedDrawing(),
      record: selection.get()?.key ?? null,
    };
    write(writeLink(keys, originOf(location)), text.link.copied);
  }, [write, text]);
  const withSelected = (act: (key: Key) => void) => {
    const key = selection.get()?.key;
    if (key) act(key);
    else tell(text.chosen.nothing);
  };

  return {
    choosing,
    copying,
    chosen: chosen ? sizeOf(chosen.ranges) : 1,
    copy(format: ExportFormat) {
      if (chosen && logs.pages) copy({ pages: logs.pages, ranges: chosen.ranges }, format);
      else withSelected(({ row }) => copy({ row }, format));
    },
    copyValue: (value) => write(value, copied),
    filter: (added) => go({ filter: addClause(place.get().filter, added) }, true),
    bookmark: () => withSelected(({ row }) => bookmark(row)),
    around: () => withSelected(setAroundOf),
    aroundOf,
    closeAround: () => setAroundOf(undefined),
    link,
    menu,
    openMenu,
  };
}

/** '' in the desktop app: its address opens nowhere else. */
function originOf({ protocol, origin, pathname }: Location): string {
  return protocol.startsWith('http') ? `${origin}${pathname}` : '';
}
