import type { FacetNumbers } from '../../main/contract/records.ts';
import { useFormat, useText } from '../ui/text.ts';
import { chartBars, numberText } from './facet.ts';

const HEIGHT = 36;
/** of a bar and the gap behind it */
const STEP = 8;
const BAR = 7;
const NAMES = ['min', 'p50', 'p95', 'p99', 'max'] as const;

/** How the numbers of a field are spread: a small histogram, and percentiles. */
export function NumberFacet({ name, numbers }: { name: string; numbers: FacetNumbers }) {
  const text = useText().logs.fields;
  const format = useFormat();
  const said = (n: number) => numberText(n, format.language);
  const bars = chartBars(numbers.histogram, HEIGHT);
  const peak = bars.reduce((most, bar) => (bar.count > most.count ? bar : most), { from: 0, to: 0, count: 0 });
  const width = Math.max(1, bars.length) * STEP;
  return (
    <div className="facet-numbers">
      <svg
        className="facet-chart"
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.chart(name, said(numbers.min), said(numbers.max), {
          from: said(peak.from),
          to: said(peak.to),
          count: format.number(peak.count),
        })}
      >
        {bars.map(({ from, to, count, height }, index) => (
          <g key={from}>
            <title>{`${said(from)} – ${said(to)}: ${format.number(count)}`}</title>
            <rect className="chart-room" x={index * STEP} width={STEP} y="0" height={HEIGHT} />
            <rect className="chart-bar" x={index * STEP} width={BAR} y={HEIGHT - height} height={height} />
          </g>
        ))}
      </svg>
      <dl title={numbers.error > 0 ? text.near(format.percent(numbers.error)) : undefined}>
        {NAMES.map((one) => (
          <div key={one}>
            <dt>{text.numbers[one]}</dt>
            <dd>
              {numbers.error > 0 && one.startsWith('p') ? '≈ ' : ''}
              {said(numbers[one])}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
