// Scrolling through ten million records that stand still, in a real browser: by the wheel, and by the scroll bar from end to end.
// Peer: the frames of a page of one line. BENCH_RECORDS: another number of records. BENCH_FOLDER: see explore.bench.ts.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../build/build.ts';
import { openEngine } from '../../main/engine.ts';
import { startHttpHost } from '../../main/hosts/http.ts';
import { launchBrowser } from '../e2e/browser.ts';
import { makeCache } from './query-data.ts';
import { turnWheel, watchPage } from './watch-page.ts';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 10_000_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);

await using stack = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'tailwater-scroll-bench-'));
stack.defer(() => rm(folder, { recursive: true, force: true }));
const kept = process.env.BENCH_FOLDER ?? folder;
const [cache, flat] = [join(kept, 'cache'), join(kept, 'flat.ndjson')];
if (!existsSync(flat)) await makeCache(cache, RECORDS, flat);
await build(['renderer'], join(folder, 'dist'));
const engine = await openEngine({ cacheFolder: cache, host: 'browser', mode: 'read', version: 'bench' });
stack.defer(() => engine.close());
const host = await startHttpHost({ handlers: engine.handlers, pageFolder: join(folder, 'dist', 'renderer') });
stack.defer(() => host.close());
const browser = await launchBrowser();
stack.defer(() => browser.close());

const viewport = { width: 1400, height: 820 };
async function opened() {
  const page = await browser.newPage({ viewport });
  await page.goto(host.url);
  await page.getByRole('row').nth(5).waitFor();
  return page;
}
let page = await opened();
const { measured: wheel } = await watchPage(page, SECONDS, () => turnWheel(page));
// The wheel turns for as long as there is its page.
await page.close();
page = await opened();
// A hand on the scroll bar: down and up again, so that no place is seen twice. Headless, there is no bar to take hold of.
const drag = `(async () => {
  const scroller = document.querySelector('.records');
  const started = performance.now();
  for (;;) {
    await new Promise(requestAnimationFrame);
    const turn = (performance.now() - started) / 6000;
    scroller.scrollTop = Math.abs(((turn + 1) % 2) - 1) * (scroller.scrollHeight - scroller.clientHeight);
  }
})()`;
const { measured: bar } = await watchPage(page, SECONDS, () => page.evaluate(drag));
await page.close();
const peer = await browser.newPage({ viewport });
await peer.goto('data:text/html,<p>one line');
const { measured: plain } = await watchPage(peer, SECONDS / 3);
console.log(
  JSON.stringify({
    records: engine.handlers['cache.tick']().get().records,
    wheel,
    bar,
    peers: { plainPage: plain.frames },
    wanted: { frameP95Ms: 20, tasksOver50ms: 0 },
  }),
);
