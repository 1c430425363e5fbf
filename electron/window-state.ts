// Where the window was, and where it fits now. Pure.
export type Rectangle = { x: number; y: number; width: number; height: number };
export type WindowState = { bounds: Rectangle; maximized: boolean };

const DEFAULT_SIZE = { width: 1440, height: 900 };
/** So much of the window's top must be on a display, in pixels, or nobody could drag it back. */
const GRIP = { width: 120, height: 32 };

/** Undefined for what is no state. */
export function parseWindowState(text: string): WindowState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isObject(value.bounds)) return undefined;
  const { x, y, width, height } = value.bounds;
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return undefined;
  return { bounds: { x, y, width, height }, maximized: value.maximized === true };
}

/** The state as it was where a display still shows it; else a window in the middle of the first display. */
export function fitWindow(
  state: WindowState | undefined,
  workAreas: readonly Rectangle[],
  primary: Rectangle,
): WindowState {
  if (state && workAreas.some((area) => canBeDragged(state.bounds, area))) return state;
  const width = Math.min(DEFAULT_SIZE.width, primary.width);
  const height = Math.min(DEFAULT_SIZE.height, primary.height);
  const x = primary.x + Math.round((primary.width - width) / 2);
  const y = primary.y + Math.round((primary.height - height) / 2);
  return { bounds: { x, y, width, height }, maximized: state?.maximized ?? false };
}

function canBeDragged(bounds: Rectangle, area: Rectangle): boolean {
  const shownWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const top = bounds.y - area.y;
  return shownWidth >= GRIP.width && top >= 0 && top <= area.height - GRIP.height;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPixels(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
