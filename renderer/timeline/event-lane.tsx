// A thin row under the timeline with the marks of what happened when. One stop for the Tab key; arrows go from mark to mark.
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { zoomAround } from '../state/zoom.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { Run } from './event-runs.ts';

/** pixels that a tip takes */
const TIP_WIDTH = 340;
/** Marks at the edges stay whole. */
const MARGIN = 8;
/** as wide as the longest name of a lane */
const NAME_WIDTH = 120;

export type LaneProps = {
  name: string;
  /** the class of its marks */
  kind: string;
  /** of the timeline, in pixels */
  width: number;
  /** pixels of the mark that is pointed at; undefined: none is */
  onPoint: (x: number | undefined) => void;
};

export function EventLane<T>({
  name,
  kind,
  runs,
  width,
  label,
  sign,
  tone,
  tip,
  onPress,
  onPoint,
}: LaneProps & {
  runs: readonly Run<T>[];
  /** what a screen reader says of a mark */
  label: (run: Run<T>) => string;
  /** what a mark of one event looks like; more of them are their number */
  sign: (event: T) => ReactNode;
  /** the class that says how bad a mark is; undefined: the lane's kind tells */
  tone?: (run: Run<T>) => string;
  tip: (run: Run<T>) => ReactNode;
  onPress: (run: Run<T>) => void;
}) {
  const lane = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number>();
  const [stop, setStop] = useState(0);
  const at = Math.min(stop, runs.length - 1);
  // The name moves out of the way of marks, where there is a way.
  const crowdsLeft = runs.some(({ x }) => x < NAME_WIDTH) && !runs.some(({ x }) => x > width - NAME_WIDTH);
  const run = pointed === undefined ? undefined : runs[pointed];
  const point = (index: number | undefined) => {
    setPointed(index);
    onPoint(index === undefined ? undefined : runs[index]?.x);
  };
  const walk = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: runs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(runs.length - 1, Math.max(0, to));
    setStop(next);
    lane.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={lane} className={`event-lane ${kind}`}>
      <span className={`lane-name ${crowdsLeft ? 'right' : ''}`} aria-hidden="true">
        {name}
      </span>
      {runs.map((one, index) => (
        <button
          key={one.from}
          type="button"
          className={`event ${tone?.(one) ?? ''} ${one.items.length > 1 ? 'several' : ''}`}
          style={{ left: Math.min(Math.max(MARGIN, one.x), width - MARGIN) }}
          tabIndex={index === at ? 0 : -1}
          aria-label={label(one)}
          onMouseEnter={() => point(index)}
          onMouseLeave={() => point(undefined)}
          onFocus={() => {
            setStop(index);
            point(index);
          }}
          onBlur={() => point(undefined)}
          onKeyDown={walk}
          onClick={() => onPress(one)}
        >
          {signOf(one, sign)}
        </button>
      ))}
      {run ? (
        <div
          className="timeline-tip event-tip"
          style={{ left: Math.min(Math.max(0, run.x - TIP_WIDTH / 2), Math.max(0, width - TIP_WIDTH)) }}
          aria-hidden="true"
        >
          {tip(run)}
        </div>
      ) : null}
    </div>
  );
}

/** Its number is short; the tip and the label have the whole one. */
function signOf<T>({ items }: Run<T>, sign: (event: T) => ReactNode): ReactNode {
  const [first, ...others] = items;
  if (first === undefined) return null;
  if (others.length === 0) return sign(first);
  return items.length > 99 ? '99+' : items.length;
}

/** So many events of a mark are named in its tip. */
const NAMED = 5;

/** What the tip of a mark says: its first events, how many more there are, and what a press does. */
export function EventTip<T>({
  items,
  keyOf,
  time,
  children,
  foot,
}: {
  items: readonly T[];
  keyOf: (event: T) => string;
  time: (event: T) => string;
  children: (event: T) => ReactNode;
  foot: string;
}) {
  const text = useText().timeline.lanes;
  const format = useFormat();
  return (
    <>
      {items.slice(0, NAMED).map((one) => (
        <div key={keyOf(one)} className="tip-event">
          <span className="tip-time">{time(one)}</span>
          <span className="tip-note-text">{children(one)}</span>
        </div>
      ))}
      {items.length > NAMED ? <div className="tip-more">{text.more(format.number(items.length - NAMED))}</div> : null}
      <div className="tip-more">{foot}</div>
    </>
  );
}

/** The minute around an event, or all of several with half a minute before and after. */
export function zoomToRun({ from, to }: Run<unknown>): void {
  zoomAround(from, to);
}
