import { useLayoutEffect, useRef, useState } from 'react';
import type { FillJob } from '../../main/contract/fill.ts';
import type { Hole } from '../../main/contract/records.ts';
import { Button } from '../ui/button.tsx';
import { holeKey, holeOffsets, holeTimes } from '../ui/coverage.ts';
import { Progress } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { asksFor, isUnderWay, whatOf } from './fetchable.ts';
import type { Fill } from './use-fill.ts';

/** pixels of a row, as the style has it, and rows that are drawn beyond what is seen */
const ROW = 31;
const BEYOND = 10;
const SEEN = 14;

/** Every hole; only the rows about those that are seen are drawn, so that a thousand are as fast as ten. */
export function HoleTable({
  holes,
  at,
  fill,
  jobs,
}: {
  holes: readonly Hole[];
  at: Hole | undefined;
  fill: Fill;
  jobs: readonly FillJob[];
}) {
  const words = useText().coverage;
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const marked = at ? holes.findIndex((hole) => holeKey(hole) === holeKey(at)) : -1;
  useLayoutEffect(() => {
    if (marked >= 0) box.current?.scrollTo({ top: (marked - 3) * ROW });
  }, [marked]);
  const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const last = Math.min(holes.length, Math.ceil(top / ROW) + SEEN + BEYOND);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div className="table-box holes" ref={box} tabIndex={0} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <table
        className="table"
        aria-rowcount={holes.length + 1}
        aria-label={words.dialog.table(format.number(holes.length))}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th>{words.dialog.place}</th>
            <th className="right">{words.dialog.offsets}</th>
            <th className="right">{words.dialog.records}</th>
            <th title={words.dialog.timeHint}>{words.dialog.time}</th>
            <th>{words.dialog.why}</th>
            <th aria-label={words.fill.fetch} />
          </tr>
        </thead>
        <tbody>
          {first > 0 ? <tr aria-hidden className="space" style={{ height: first * ROW }} /> : null}
          {holes.slice(first, last).map((hole, index) => (
            <HoleRow
              key={holeKey(hole)}
              hole={hole}
              index={first + index + 2}
              marked={first + index === marked}
              fill={fill}
              job={jobs.find((job) => isUnderWay(job) && asksFor(job, hole))}
            />
          ))}
          {last < holes.length ? (
            <tr aria-hidden className="space" style={{ height: (holes.length - last) * ROW }} />
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function HoleRow({
  hole,
  index,
  marked,
  fill,
  job,
}: {
  hole: Hole;
  index: number;
  marked: boolean;
  fill: Fill;
  job: FillJob | undefined;
}) {
  const text = useText();
  const words = text.coverage;
  const format = useFormat();
  const place = `${hole.topic}-${hole.partition}`;
  const offsets = holeOffsets(hole, text, format);
  const why = words.causes[hole.cause];
  return (
    <tr aria-rowindex={index} className={marked ? 'marked' : undefined} aria-current={marked ? 'true' : undefined}>
      <td className="hole-place">
        <span title={place}>
          <span className="cut">{hole.topic}</span>
          <span>-{hole.partition}</span>
          {hole.incarnation > 1 ? <small>{words.dialog.incarnation(format.number(hole.incarnation))}</small> : null}
        </span>
      </td>
      <td className="right">{offsets}</td>
      <td className="right">{format.number(hole.to - hole.from)}</td>
      <td>{holeTimes(hole, text, format)}</td>
      <td className="hole-why">
        <span className="cut" title={hole.detail ? `${why}: ${hole.detail}` : why}>
          {why}
          {hole.detail ? <small>{hole.detail}</small> : null}
        </span>
      </td>
      <td className="hole-fetch">
        {job ? (
          <Progress
            share={job.offsets === 0 ? undefined : job.done / job.offsets}
            label={words.fill.running(`${place} ${offsets}`)}
          />
        ) : hole.fetchable && fill.can === 'yes' && !fill.follows(hole) ? (
          <small title={words.fill.notFollowedHint}>{words.fill.notFollowed}</small>
        ) : hole.fetchable && fill.can !== 'read-only' ? (
          <Button
            className="small"
            aria-label={words.fill.fetchHole(place, offsets)}
            isDisabled={fill.can !== 'yes' || fill.starting}
            onPress={() => fill.start(whatOf([hole]))}
          >
            {words.fill.fetch}
          </Button>
        ) : hole.fetchable ? null : (
          <small title={words.dialog.goneHint}>{words.dialog.gone}</small>
        )}
      </td>
    </tr>
  );
}
