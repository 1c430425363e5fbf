// How the timeline is drawn now: as a link says, else as a person left it.
import { COMPARISONS, type Drawing } from './drawing.ts';
import { MOST_LANES, readLanes } from './figure-lane.ts';
import { go, place, usePlace } from './place.ts';
import { changeSettings, settings, useSettings } from './settings.ts';

export function useDrawing(): Drawing & { log: boolean; figures: readonly string[] } {
  const { drawing } = usePlace();
  const { logScale, figures } = useSettings();
  return {
    ...drawing,
    figures: drawing.figures ?? figures,
    log: drawing.scale === null ? logScale : drawing.scale === 'log',
  };
}

function isLog(): boolean {
  const { scale } = place.get().drawing;
  return scale === null ? settings.get().logScale : scale === 'log';
}

/** For a link: what whoever opens it would otherwise take from their own settings. */
export function linkedDrawing(): Drawing {
  return { ...place.get().drawing, scale: isLog() ? 'log' : 'linear', figures: [...getFigures()] };
}

export function getFigures(): readonly string[] {
  return place.get().drawing.figures ?? settings.get().figures;
}

/** As `setLog`. The first of them are left out where they become too many: the newest is the one that is wanted. */
function setFigures(figures: readonly string[]): void {
  changeSettings({ figures: readLanes(figures.slice(-MOST_LANES)) });
  changeDrawing({ figures: null });
}

export function showFigure(lane: string, shown = true): void {
  const others = getFigures().filter((one) => one !== lane);
  setFigures(shown ? [...others, lane] : others);
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
