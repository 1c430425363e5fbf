import type { Histogram } from '../../main/contract/records.ts';
import { LEVELS, type Micros } from '../../main/contract/units.ts';
import { useFormat, useText } from '../ui/text.ts';
import { bucketCount, type Scale, totalOf } from './bars.ts';

/** The exact counts of the bucket under the pointer, or the span of a drag. Its numbers are also in the records' table. */
export function TimelineTip({
  histogram,
  scale,
  x,
  drag,
  incompleteFrom,
}: {
  histogram: Histogram;
  scale: Scale;
  x: number;
  drag: { from: number; to: number } | undefined;
  incompleteFrom: Micros | undefined;
}) {
  const text = useText().logs.timeline;
  const format = useFormat();
  const left = Math.min(Math.max(0, x + 14), Math.max(0, scale.width - 210));
  const right = x + 14 > scale.width - 210;
  const style = right ? { right: scale.width - x + 14 } : { left };

  if (drag) {
    const [from, to] = [scale.time(Math.min(drag.from, drag.to)), scale.time(Math.max(drag.from, drag.to))];
    return (
      <div className="timeline-tip" style={style} aria-hidden="true">
        <div className="tip-time">
          {format.time(from, 'time', 3)} – {format.time(to, 'time', 3)}
        </div>
        {format.duration((to - from) / 1000)}
      </div>
    );
  }

  const at = scale.time(x);
  const bucket = Math.floor((at - histogram.start) / histogram.width);
  const start = histogram.start + bucket * histogram.width;
  const inside = bucket >= 0 && bucket < bucketCount(histogram);
  const digits = histogram.width < 1e6 ? 3 : 0;
  return (
    <div className="timeline-tip" style={style} aria-hidden="true">
      <div className="tip-time">
        {format.day(start)} {format.time(start, 'time', digits)} –{' '}
        {format.time(start + histogram.width, 'time', digits)}
      </div>
      {LEVELS.toReversed().map((level) => {
        const count = inside ? (histogram.counts[LEVELS.indexOf(level)]?.[bucket] ?? 0) : 0;
        return count === 0 ? null : (
          <div key={level} className="tip-row">
            <i className={`swatch bar-${level}`} />
            <span>{level}</span>
            <b>{format.number(count)}</b>
          </div>
        );
      })}
      <div className="tip-row total">
        <i className="swatch" />
        <span>{histogram.final ? text.total : text.soFar}</span>
        <b>{format.number(inside ? totalOf(histogram, bucket) : 0)}</b>
      </div>
      {incompleteFrom !== undefined && start + histogram.width > incompleteFrom ? (
        <div className="tip-note">{text.incomplete}</div>
      ) : null}
    </div>
  );
}
