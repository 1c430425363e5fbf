// What a page does for some seconds: frames, tasks, and how busy it and this process are.
import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { type Frames, framesOf, WATCH_FRAMES } from './frames.ts';

/** `meanwhile` goes on until the page is closed, or by itself. */
export async function watchPage(page: Page, seconds: number, meanwhile?: () => Promise<unknown>) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const cpu = process.cpuUsage();
  const busyBefore = await busy();
  const watching = page.evaluate<Frames>(`(${WATCH_FRAMES})(${seconds * 1000})`);
  // It ends with the page's own clock; the last turn of the wheel may come too late for it.
  void meanwhile?.().catch(() => undefined);
  const seen = await watching;
  const { user, system } = process.cpuUsage(cpu);
  return {
    paints: seen.paints,
    measured: {
      seconds,
      frames: framesOf(seen),
      framesThatScrolled: seen.moved,
      tasksOver50ms: seen.tasks.length,
      longestTasksMs: seen.tasks.toSorted((a, b) => b - a).slice(0, 5),
      pageBusyShare: Number((((await busy()) - busyBefore) / seconds).toFixed(2)),
      engineCpuShare: Number(((user + system) / 1e6 / seconds).toFixed(2)),
      load: Number((loadavg()[0] ?? 0).toFixed(1)),
    },
  };
}

/** A hand on the wheel: down at some rows each frame, and now and then back up. */
export async function turnWheel(page: Page): Promise<never> {
  await page.mouse.move(700, 600);
  for (let turn = 0; ; turn++) {
    await page.mouse.wheel(0, turn % 200 < 150 ? 90 : -180);
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
}
