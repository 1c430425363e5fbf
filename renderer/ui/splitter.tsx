import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { changeSettings, DETAIL_WIDTH, useSettings } from '../state/settings.ts';

const STEP = 20;

/** Between the records and the detail on the right: drag it, or focus it and press the arrows. */
export function Splitter({ label }: { label: string }) {
  const { detailWidth } = useSettings();
  const start = useRef<{ x: number; width: number } | undefined>(undefined);
  const set = (width: number) =>
    changeSettings({ detailWidth: Math.round(Math.min(DETAIL_WIDTH.most, Math.max(DETAIL_WIDTH.least, width))) });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no <hr>.
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={detailWidth}
      aria-valuemin={DETAIL_WIDTH.least}
      aria-valuemax={DETAIL_WIDTH.most}
      tabIndex={0}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: detailWidth };
      }}
      onPointerMove={(event) => {
        if (start.current) set(start.current.width + start.current.x - event.clientX);
      }}
      onPointerUp={() => {
        start.current = undefined;
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'ArrowLeft') set(detailWidth + STEP);
        else if (event.key === 'ArrowRight') set(detailWidth - STEP);
        else return;
        event.preventDefault();
      }}
    />
  );
}
