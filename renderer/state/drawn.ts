// How the timeline is drawn now: as a link says, else as a person left it.
import { COMPARISONS, type Drawing } from './drawing.ts';
import { go, place, usePlace } from './place.ts';
import { changeSettings, settings, useSettings } from './settings.ts';

export function useDrawing(): Drawing & { log: boolean } {
  const { drawing } = usePlace();
  const { logScale } = useSettings();
  return { ...drawing, log: drawing.scale === null ? logScale : drawing.scale === 'log' };
}

function isLog(): boolean {
  const { scale } = place.get().drawing;
  return scale === null ? settings.get().logScale : scale === 'log';
}

/** For a link: what whoever opens it would otherwise take from their own settings. */
export function linkedDrawing(): Drawing {
  return { ...place.get().drawing, scale: isLog() ? 'log' : 'linear' };
}

/** What a person chooses is kept, and holds whatever a link said. */
export function setLog(log: boolean): void {
  changeSettings({ logScale: log });
  changeDrawing({ scale: null });
}

export function toggleLog(): void {
  setLog(!isLog());
}

export function changeDrawing(change: Partial<Drawing>): void {
  go({ drawing: { ...place.get().drawing, ...change } });
}

export function toggleRows(): void {
  changeDrawing({ rows: !place.get().drawing.rows });
}

/** From none through all of them, and back to none. */
export function nextComparison(): void {
  const { compare } = place.get().drawing;
  const at = compare === null ? -1 : COMPARISONS.indexOf(compare);
  changeDrawing({ compare: COMPARISONS[at + 1] ?? null });
}
