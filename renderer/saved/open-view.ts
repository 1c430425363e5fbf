// A view under a name from what is shown, and back.
import type { NamedView, SavedView } from '../../main/contract/views.ts';
import { getColumns } from '../state/columns.ts';
import { getFigures } from '../state/drawn.ts';
import { place } from '../state/place.ts';
import { HOME, type PlaceKeys, readPlace, writePlace } from '../state/place-text.ts';
import { openPlace } from '../state/selection.ts';
import { changeSettings, settings } from '../state/settings.ts';

/** Filter, range, topics, order, split, plots, columns and how they look; what is around a record is no view, but the one before is. */
export function presentView(): Omit<NamedView, 'name' | 'topic'> {
  const here = place.get();
  const keys = here.around ? readPlace(here.around.back) : here;
  const { columnWidths, wrap } = settings.get();
  return { place: placeOf(keys), widths: columnWidths, wrap };
}
/** With what would otherwise be taken from the settings. */
function placeOf(keys: PlaceKeys): string {
  const columns = keys.columns ?? [...getColumns()];
  const drawing = { ...keys.drawing, figures: keys.drawing.figures ?? [...getFigures()] };
  return writePlace({ ...keys, screen: 'logs', columns, drawing, record: null, around: null });
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
  // One that was saved before there were plots does not say which.
  return present.place === placeOf(readPlace(text)) && present.wrap === wrap;
}

/** Nothing but topics was chosen: opening a view takes nothing from anybody. */
export function isPlain(): boolean {
  const keys = place.get();
  return writePlace({ ...keys, topics: null, record: null }) === writePlace({ ...HOME, screen: keys.screen });
}
