import { bucketAt, bucketBegin } from '../../main/contract/buckets.ts';
import type { Histogram } from '../../main/contract/records.ts';
import type { Micros } from '../../main/contract/units.ts';
import { useFormat, useText } from '../ui/text.ts';
import { type Scale, totalOf } from './bars.ts';
import { type Layers, layerKey } from './layers.ts';
import { useLayerName } from './legend.tsx';
import type { Compared } from './use-comparison.ts';

/** The exact counts of the bucket under the pointer, or the span of a drag. Its numbers are also in the records' table. */
export function TimelineTip({
  drawn,
  field,
  scale,
  x,
  drag,
  compared,
  incompleteFrom,
}: {
  drawn: Layers;
  /** what the layers are values of */
  field: string;
  scale: Scale;
  x: number;
  drag: { from: number; to: number } | undefined;
  compared: Compared | undefined;
  incompleteFrom: Micros | undefined;
}) {
  const text = useText().timeline;
  const format = useFormat();
  const nameOf = useLayerName(field);
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
  const bucket = bucketAt(drawn, at);
  const [start, end] = [bucketBegin(drawn, bucket), bucketBegin(drawn, bucket + 1)];
  const rows = drawn.layers.toReversed().map((layer) => ({ layer, count: layer.counts[bucket] ?? 0 }));
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const digits = drawn.width < 1e6 ? 3 : 0;
  return (
    <div className="timeline-tip" style={style} aria-hidden="true">
      <div className="tip-time">
        {format.day(start)} {format.time(start, 'time', digits)} – {format.time(end, 'time', digits)}
      </div>
      {rows.map(({ layer, count }) =>
        count === 0 ? null : (
          <div key={layerKey(layer)} className="tip-row">
            <i className={`swatch ${layer.className}`} />
            <span className="cut">{nameOf(layer)}</span>
            <b>{format.number(count)}</b>
          </div>
        ),
      )}
      <div className="tip-row total">
        <i className="swatch" />
        <span>{drawn.final ? text.total : text.soFar}</span>
        <b>{format.number(total)}</b>
      </div>
      {compared?.histogram ? <EarlierRow compared={compared} histogram={compared.histogram} at={at} /> : null}
      {incompleteFrom !== undefined && end > incompleteFrom ? <div className="tip-note">{text.incomplete}</div> : null}
    </div>
  );
}

/** The bucket of the earlier range that is drawn there; with its own time, as its edges need not be those of the bar. */
function EarlierRow({ compared, histogram, at }: { compared: Compared; histogram: Histogram; at: Micros }) {
  const format = useFormat();
  const { width, final } = histogram;
  const bucket = bucketAt(histogram, at - compared.shift);
  const from = bucketBegin(histogram, bucket);
  const count = totalOf(histogram, bucket);
  return (
    <div className="tip-row earlier">
      <i className="swatch comparison-swatch" />
      <span>{format.time(from, 'day-time', width < 1e6 ? 3 : 0)}</span>
      <b>{final ? format.number(count) : '…'}</b>
    </div>
  );
}
