// Draws docs/growth.svg: how the answers of explore.bench.ts grow with the records of the cache, from the JSON that it printed at
// several sizes (docs/growth/*.json). To make them anew, for each size:
//   BENCH_PEERS=none BENCH_RECORDS=1000000 node test/bench/explore.bench.ts > docs/growth/1.json
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const Times = z.object({ firstMs: z.number() });
const Run = z.object({
  records: z.number(),
  engine: z.object({
    times: z.looseObject({
      newestPage: Times,
      newestPageOfField: Times,
      rareCount: Times,
      fieldComparison: Times,
      timelineByLevel: z.object({ whole: Times }),
      timelineByService: z.object({ whole: Times }),
      facetOfService: Times,
      facetsOfSix: Times,
    }),
  }),
});
type Run = z.infer<typeof Run>;

/** The first time that something is asked for, with nothing remembered. */
const LINES: [name: string, color: string, ms: (times: Run['engine']['times']) => number][] = [
  ['facets of six fields', '#8250df', ({ facetsOfSix }) => facetsOfSix.firstMs],
  ['count of a rare substring', '#bc4c00', ({ rareCount }) => rareCount.firstMs],
  ['count of status >= 500', '#9a6700', ({ fieldComparison }) => fieldComparison.firstMs],
  ['facet of service', '#1a7f37', ({ facetOfService }) => facetOfService.firstMs],
  ['timeline by service', '#0969da', ({ timelineByService }) => timelineByService.whole.firstMs],
  ['timeline by level', '#1b7c83', ({ timelineByLevel }) => timelineByLevel.whole.firstMs],
  ['newest page of a field’s value', '#bf3989', ({ newestPageOfField }) => newestPageOfField.firstMs],
  ['newest page', '#57606a', ({ newestPage }) => newestPage.firstMs],
];

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [860, 520, 64, 330, 24, 56];
const LABEL = 17;

const runs = readdirSync(join(docs, 'growth'))
  .map((name) => Run.parse(JSON.parse(readFileSync(join(docs, 'growth', name), 'utf8'))))
  .sort((a, b) => a.records - b.records);
const sizes = runs.map(({ records }) => records);
const all = runs.flatMap(({ engine }) => LINES.map(([, , ms]) => ms(engine.times)));
const [least, most] = [10 ** Math.floor(Math.log10(Math.min(...all))), 10 ** Math.ceil(Math.log10(Math.max(...all)))];
const share = (value: number, from: number, to: number) => Math.log(value / from) / Math.log(to / from);
const x = (records: number) => LEFT + share(records, Math.min(...sizes), Math.max(...sizes)) * (WIDTH - LEFT - RIGHT);
const y = (ms: number) => HEIGHT - BOTTOM - share(ms, least, most) * (HEIGHT - TOP - BOTTOM);
const millions = (records: number) => `${records / 1e6} million`;
const time = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`);

const parts: string[] = [];
const text = (at: [number, number], said: string, anchor: string, fill = '') =>
  parts.push(
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}"${fill && ` style="fill:${fill}"`}>${said}</text>`,
  );
const line = (points: [number, number][], style: string) =>
  parts.push(
    `<polyline points="${points.map((point) => point.map((n) => n.toFixed(1)).join(',')).join(' ')}" ${style}/>`,
  );

for (let ms = least; ms <= most; ms *= 10) {
  line(
    [
      [LEFT, y(ms)],
      [WIDTH - RIGHT, y(ms)],
    ],
    'class="grid"',
  );
  text([LEFT - 8, y(ms) + 4], time(ms), 'end');
}
for (const records of sizes) {
  line(
    [
      [x(records), TOP],
      [x(records), HEIGHT - BOTTOM],
    ],
    'class="grid"',
  );
  text([x(records), HEIGHT - BOTTOM + 20], millions(records), 'middle');
}
text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12], 'records in the cache; both axes are logarithmic', 'middle');
// What grows with the records is parallel to this.
const [from = 1, to = 1] = [sizes[0], sizes.at(-1)];
const slope = (ms: number, records: number) => (ms * records) / from;
line(
  [
    [x(from), y(least * 1.5)],
    [x(to), y(slope(least * 1.5, to))],
  ],
  'class="linear"',
);
text([x(from) + 60, y(slope(least * 1.5, from * 10 ** (60 / (x(from * 10) - x(from))))) + 22], 'linear', 'start');

let above = Number.NEGATIVE_INFINITY;
const byHeight = LINES.toSorted((a, b) => last(b) - last(a));
for (const [name, color, ms] of byHeight) {
  const points = runs.map(({ records, engine }): [number, number] => [x(records), y(ms(engine.times))]);
  line(points, `style="stroke:${color}" class="figure"`);
  for (const [at, height] of points)
    parts.push(`<circle cx="${at.toFixed(1)}" cy="${height.toFixed(1)}" r="3.5" style="fill:${color}"/>`);
  const [end, height] = points.at(-1) ?? [0, 0];
  const label = Math.max(height + 4, above + LABEL);
  above = label;
  const told = runs.map(({ engine }) => time(ms(engine.times))).join(', ');
  text([end + 12, label], `${name}: ${told}`, 'start', color);
}

function last([, , ms]: (typeof LINES)[number]): number {
  const run = runs.at(-1);
  return run ? ms(run.engine.times) : 0;
}

const style = `text{font:12px system-ui,sans-serif;fill:#57606a}.grid{stroke:#d0d7de;stroke-width:1}.linear{stroke:#8c959f;stroke-dasharray:5 5}
polyline{fill:none}.figure{stroke-width:2}`;
writeFileSync(
  join(docs, 'growth.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Times of answers at ${sizes.map(millions).join(', ')} records">
<style>${style}</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.join('\n')}
</svg>
`,
);
