// A view under a name from what is shown, and back.
import type { NamedView, SavedView } from '../../main/contract/views.ts';
import { getColumns } from '../state/columns.ts';
import { place } from '../state/place.ts';
import { HOME, readPlace, writePlace } from '../state/place-text.ts';
import { openPlace } from '../state/selection.ts';
import { changeSettings, settings } from '../state/settings.ts';

/** Filter, range, topics, order, split, columns and how they look; what is around a record is no view, but the one before is. */
export function presentView(): Omit<NamedView, 'name' | 'topic'> {
  const here = place.get();
  const keys = here.around ? readPlace(here.around.back) : here;
  const { columnWidths, wrap } = settings.get();
  const columns = keys.columns ?? [...getColumns()];
  return {
    place: writePlace({ ...keys, screen: 'logs', columns, record: null, around: null }),
    widths: columnWidths,
    wrap,
  };
}

/** "Back" leads to where one was. */
export function openView({ place: text, widths, wrap, topic }: NamedView, alone = false): void {
  const keys = readPlace(text);
  changeSettings({ columnWidths: { ...settings.get().columnWidths, ...widths }, wrap });
  openPlace({ ...keys, topics: alone && topic !== null ? [topic] : keys.topics, record: null });
}

/** Whether it is what is shown now. */
export function isPresent({ place: text, wrap }: SavedView): boolean {
  const present = presentView();
  return present.place === text && present.wrap === wrap;
}

/** Nothing but topics was chosen: opening a view takes nothing from anybody. */
export function isPlain(): boolean {
  const keys = place.get();
  return writePlace({ ...keys, topics: null, record: null }) === writePlace({ ...HOME, screen: keys.screen });
}
