// All sources together, in the order of time.
import { audit, auth } from './accounts.ts';
import type { LogRecord, Source } from './log-record.ts';
import { platform } from './platform.ts';
import type { Random } from './random.ts';
import { billing, orders, settlement } from './shop.ts';
import { momentAt, trafficAt } from './story.ts';
import { gateway, nginx } from './web.ts';

/** Partitions and compression of each topic: what a grown cluster has is never uniform. */
export const TOPICS: Record<string, { partitions: number; compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd' }> =
  {
    'app.auth': { partitions: 4, compression: 'lz4' },
    'app.billing': { partitions: 3, compression: 'zstd' },
    'app.gateway': { partitions: 6, compression: 'snappy' },
    'app.orders': { partitions: 4, compression: 'zstd' },
    'audit.login': { partitions: 3, compression: 'none' },
    'k8s.system': { partitions: 3, compression: 'gzip' },
    'web.access': { partitions: 8, compression: 'lz4' },
  };

const SOURCES: Source[] = [nginx, gateway, auth, audit, orders, billing, settlement, platform];
/** Records are drawn in steps of so many milliseconds of the story. */
const STEP_MS = 100;

/** The records of [fromMs, toMs), ascending by time. `share` scales the rates; 1 is about 530 records/s, double in an incident. */
export function* traffic(
  fromMs: number,
  toMs: number,
  liveFromMs: number,
  share: number,
  random: Random,
): Generator<LogRecord, void, undefined> {
  for (let stepMs = fromMs; stepMs < toMs; stepMs += STEP_MS) {
    const widthMs = Math.min(STEP_MS, toMs - stepMs);
    const moment = momentAt(stepMs, liveFromMs);
    const amount = (share * trafficAt(stepMs, liveFromMs) * widthMs) / 1000;
    const step: LogRecord[] = [];
    for (const source of SOURCES) {
      const expected = source.perSecond(moment) * amount;
      const count = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
      for (let i = 0; i < count; i++)
        step.push(...source.make({ ...moment, timeMs: Math.floor(stepMs + random.next() * widthMs) }, random));
    }
    yield* step.sort((a, b) => a.timeMs - b.timeMs);
  }
}
