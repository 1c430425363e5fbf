// What a history costs: 2,000 partitions and 50 groups that read 40 of them each, an hour of rounds each 5 s (BENCH_ROUNDS), groups each
// minute. CPU of keeping a round and of reading one plot, and bytes on disk, from which those of a day and a month follow by the
// rows that each width keeps. Prints one JSON object.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Figure, FigureSubject } from '../../main/contract/figures.ts';
import { HealthFile, SAMPLE_LEVELS } from '../../main/store/health-file.ts';
import { readFigure } from '../../main/store/reader-figures.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 720);
const [TOPICS, PARTITIONS, GROUPS, READ] = [50, 40, 50, 40];
const SECOND = 1_000_000;
const START = 1_790_002_800 * SECOND;

/** As if by chance, the same in every run. */
const chance = (n: number) => Math.abs(Math.sin(n * 12.9898) * 43_758.5453) % 1;
const names = Array.from({ length: TOPICS * PARTITIONS }, (_, i) => ({
  ...{ topic: `topic-${Math.floor(i / PARTITIONS)}`, partition: i % PARTITIONS },
  ...{ start: Math.floor(chance(i) * 5e7), perSecond: Math.floor(chance(i + 0.5) * 200) },
}));
const endOf = (i: number, round: number) => {
  const { start = 0, perSecond = 0 } = names[i] ?? {};
  return start * 2 + Math.floor(perSecond * (round * 5 + chance(round + i)));
};
const lagOf = (i: number, round: number) => (chance(i * 7 + round) < 0.7 ? 0 : Math.floor(chance(round + i) * 2000));

const folder = mkdtempSync(join(tmpdir(), 'tailwater-figures-'));
try {
  const path = join(folder, 'health.db');
  using file = new HealthFile(path);
  const cpu = { rounds: 0, groups: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const at = START + round * 5 * SECOND;
    const figures = names.map(({ start }, i) => {
      const [end, lag] = [endOf(i, round), lagOf(i, round)];
      const rest = {
        leader: 1 + (i % 3),
        inSync: 3,
        replicas: 3,
        bytes: (endOf(i, round - (round % 12)) - start) * 230,
      };
      return { ...rest, end, start, lag, lagMost: lag, lagMs: lag * 8 };
    });
    const broker = {
      alive: 1,
      latencyMicros: 900 + (round % 12),
      leaders: 667,
      replicas: 2000,
      missing: 0,
      misses: 3,
      bytes: 1e11,
    };
    const brokers = [1, 2, 3].map((id) => ({ ...broker, id }));
    cpu.rounds += timed(() =>
      file.keep({ cluster: 'c', at, brokers, partitions: names, figures, events: [], state: undefined }),
    );
    if (round % 12 !== 0) continue;
    const groups = Array.from({ length: GROUPS }, (_, group) => {
      const of = (lag: number) => ({ lag, lagMs: lag * 8, clearMs: lag * 3, members: -1, committed: -1 });
      const partitions = names.slice(group * READ, (group + 1) * READ).map(({ topic, partition }, i) => {
        const lag = lagOf(group * READ + i, round);
        return { ...of(lag), topic, partition, committed: endOf(group * READ + i, round) - lag };
      });
      const sum = partitions.reduce((all, { lag }) => all + lag, 0);
      return { group: `group-${group}`, figures: { ...of(sum), members: 3 }, partitions };
    });
    cpu.groups += timed(() => file.keepGroups({ cluster: 'c', at, groups }));
  }
  const range = { from: START, to: START + ROUNDS * 5 * SECOND };
  const read = (subject: FigureSubject, figure: Figure) =>
    Math.round(timed(() => void [...readFigure(folder, { ...range, subject, figure, buckets: 300 })]));
  console.log(
    JSON.stringify({
      ...{ partitions: names.length, groups: GROUPS, readers: GROUPS * READ, rounds: ROUNDS },
      cpuMsOfARound: rounded(cpu.rounds / ROUNDS),
      cpuMsOfAllGroups: rounded(cpu.groups / Math.ceil(ROUNDS / 12)),
      cpuShareOfCore: Number(((cpu.rounds / ROUNDS + cpu.groups / ROUNDS) / 5000).toFixed(4)),
      readCpuMs: {
        lagOfAll: read({ of: 'topics', topics: null }, 'lag'),
        rateOfAll: read({ of: 'topics', topics: null }, 'rate'),
        lagOfOne: read({ of: 'partition', topic: 'topic-7', partition: 3 }, 'lag'),
        committed: read({ of: 'reader', group: 'group-7', topic: 'topic-7', partition: 3 }, 'committed'),
      },
      ...sizes(path),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Bytes that are kept after an hour, a day, a week and a month: rows of each width times the bytes of one. */
function sizes(path: string) {
  using files = new DisposableStack();
  const db = files.adopt(new Database(path, { readonly: true }), (opened) => opened.close());
  const bytes = (table: string) =>
    db.prepare<[string], number>('SELECT sum(pgsize) FROM dbstat WHERE name = ?').pluck().get(table) ?? 0;
  const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 1;
  const sample = bytes('samples') / count('samples');
  const figure = bytes('figures') / count('figures');
  const megabytesAfter = (seconds: number) => {
    const after = SAMPLE_LEVELS.map(({ width, keep }) => {
      const held = Math.min(seconds, keep / SECOND);
      const samples = width === 0 ? held / 5 : Math.floor(held / (width / SECOND));
      const looks = width === 0 ? held / 60 : samples;
      return samples * sample + (samples + looks * GROUPS) * figure;
    });
    return rounded(after.reduce((sum, one) => sum + one, 0) / 1e6);
  };
  return {
    ...{
      fileMegabytes: rounded(statSync(path).size / 1e6),
      bytesOfARound: Math.round(sample),
      bytesOfAGroup: Math.round(figure),
    },
    megabytes: {
      hour: megabytesAfter(3600),
      day: megabytesAfter(86_400),
      week: megabytesAfter(7 * 86_400),
      month: megabytesAfter(30 * 86_400),
    },
  };
}
function timed(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
function rounded(value: number): number {
  return Number(value.toFixed(1));
}
