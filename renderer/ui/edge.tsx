import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

type Edge = {
  className: string;
  label: string;
  /** in pixels, of what the edge makes wider; set() gets whole ones within the limits */
  width: number;
  limits: { least: number; most: number };
  /** of a press of an arrow */
  step: number;
  /** the side of the edge on which that lies */
  of: 'left' | 'right';
  set: (width: number) => void;
  onDoubleClick?: () => void;
};

/** Drag it, or focus it and press the arrows. */
export function Edge({ className, label, width, limits, step, of, set, onDoubleClick }: Edge) {
  const start = useRef<{ x: number; width: number } | undefined>(undefined);
  const sign = of === 'left' ? 1 : -1;
  const change = (wanted: number) => set(Math.round(Math.min(limits.most, Math.max(limits.least, wanted))));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no <hr>.
    <div
      className={className}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={limits.least}
      aria-valuemax={limits.most}
      tabIndex={0}
      onDoubleClick={onDoubleClick}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (start.current) change(start.current.width + sign * (event.clientX - start.current.x));
      }}
      onPointerUp={() => {
        start.current = undefined;
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'ArrowLeft') change(width - sign * step);
        else if (event.key === 'ArrowRight') change(width + sign * step);
        else return;
        event.preventDefault();
      }}
    />
  );
}
