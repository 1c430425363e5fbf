// Drag to select a time, wheel to zoom or pan: until the wheel rests, only the picture moves; then the range is asked for.
import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { busyUntil } from '../engine/tracked-client.ts';
import { zoomOut, zoomTo } from '../state/zoom.ts';
import { useEscape } from '../ui/use-escape.ts';
import type { Domain } from './domain.ts';
import type { Ends } from './window.ts';

/** The narrowest and widest times that a wheel reaches, in microseconds: 1 ms, 100 years. */
const NARROWEST = 1000;
const WIDEST = 100 * 365.25 * 86_400e6;
const REST_MS = 180;
/** A shorter drag is a click. */
const LEAST_DRAG = 4;

export type Zoom = {
  /** what to draw */
  domain: Domain | undefined;
  /** the selection under way, in pixels */
  drag: { from: number; to: number } | undefined;
  /** the pointer, in pixels; undefined: elsewhere */
  pointer: number | undefined;
  on: {
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(event: PointerEvent<HTMLElement>): void;
    onPointerCancel(): void;
    onPointerLeave(): void;
    onDoubleClick(): void;
  };
  /** draws another time, and asks for nothing; undefined: that of the range again */
  preview(domain: Domain | undefined): void;
  /** draws another time, and once nothing else follows asks for it. ends: the range then, where its ends are open */
  settle(domain: Domain, ends?: Ends): void;
  /** about the middle: below 1 zooms in */
  scale(factor: number): void;
  /** share of the width: 0.1 goes a tenth later */
  pan(share: number): void;
};

export function useZoom(element: RefObject<HTMLElement | null>, shown: Domain | undefined): Zoom {
  const [moved, setMoved] = useState<Domain>();
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const [pointer, setPointer] = useState<number>();
  const domain = moved ?? shown;
  const latest = useRef(domain);
  latest.current = domain;
  const resting = useRef<{ timer: ReturnType<typeof setTimeout>; busy: { end(): void } } | undefined>(undefined);

  const settle = (next: Domain, ends: Ends = next) => {
    latest.current = next;
    setMoved(next);
    clearTimeout(resting.current?.timer);
    const busy = resting.current?.busy ?? busyUntil();
    const timer = setTimeout(() => {
      resting.current = undefined;
      zoomTo(ends.from, ends.to);
      setMoved(undefined);
      busy.end();
    }, REST_MS);
    resting.current = { timer, busy };
  };
  const change = (factor: number, center: number, shift: number) => {
    const now = latest.current;
    if (!now) return;
    const span = now.to - now.from;
    const next = Math.min(WIDEST, Math.max(NARROWEST, span * factor));
    const from = now.from + (span - next) * center + span * shift;
    settle({ from, to: from + next });
  };
  const act = useRef(change);
  act.current = change;

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    // Not passive, which React's own wheel listener would be: the page must not zoom or go back.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = target.getBoundingClientRect();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
        act.current(1, 0.5, (sideways * pixels) / box.width);
      else act.current(Math.exp(event.deltaY * pixels * 0.002), (event.clientX - box.left) / box.width, 0);
    };
    target.addEventListener('wheel', wheel, { passive: false });
    return () => {
      target.removeEventListener('wheel', wheel);
      clearTimeout(resting.current?.timer);
      resting.current?.busy.end();
    };
  }, [element]);

  const scale = useCallback((factor: number) => act.current(factor, 0.5, 0), []);
  const pan = useCallback((share: number) => act.current(1, 0.5, share), []);
  const cancel = useCallback(() => setDrag(undefined), []);
  useEscape(drag !== undefined, cancel);

  const place = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(box.width, Math.max(0, event.clientX - box.left));
  };
  return {
    domain,
    drag: drag && Math.abs(drag.to - drag.from) >= LEAST_DRAG ? drag : undefined,
    pointer,
    on: {
      onPointerDown(event) {
        if (event.button !== 0 || !domain) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: place(event), to: place(event) });
      },
      onPointerMove(event) {
        const x = place(event);
        setPointer(x);
        setDrag((old) => old && { ...old, to: x });
      },
      onPointerUp(event) {
        if (drag && domain && Math.abs(drag.to - drag.from) >= LEAST_DRAG) {
          const { width } = event.currentTarget.getBoundingClientRect();
          const time = (x: number) => domain.from + (x / width) * (domain.to - domain.from);
          zoomTo(time(Math.min(drag.from, drag.to)), time(Math.max(drag.from, drag.to)));
        }
        setDrag(undefined);
      },
      onPointerCancel: () => setDrag(undefined),
      onPointerLeave: () => setPointer(undefined),
      onDoubleClick: zoomOut,
    },
    preview: setMoved,
    settle,
    scale,
    pan,
  };
}
