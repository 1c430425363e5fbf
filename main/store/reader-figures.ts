// A figure over time, from what is kept of the cluster's health.
import type {
  Figure,
  FigureBucket,
  FigureRequest,
  FigureSeries,
  FigureSubject,
  FigureSubjects,
} from '../contract/figures.ts';
import { Buckets, Growth } from './figure-buckets.ts';
import { type FigureRead, readOf } from './figure-reads.ts';
import { gridOf, HEALTH_READS, type Names, partsOf, reading, rostersOf, type Source } from './reader-health.ts';
import { decodeColumns, type RosterKind } from './samples.ts';
import type { ReadableDatabase } from './sqlite.ts';

const SECOND = 1_000_000;
/** Two rounds further apart than that have a gap between them. */
const ROUNDS_APART = 60 * SECOND;
/** Groups are looked at each minute while nobody watches. */
const GROUPS_HOLD = 90 * SECOND;

type SumRow = {
  at: number;
  roster: number;
  brokers: number;
  lag: number;
  worst: number;
  out_of_sync: number;
  offline: number;
};
type Row = { at: number; roster: number; blob: Uint8Array };
type Roster = { chosen: number[]; names: readonly FigureBucket['worst'][]; keys: readonly string[] };
type Grid = { start: number; width: number; to: number };

export function* readFigure(folder: string, request: FigureRequest): Generator<undefined, FigureSeries> {
  const grid = { ...gridOf(request), to: request.to };
  const { start, width } = grid;
  yield;
  const none = new Buckets(grid, 'last').result(0);
  return reading<FigureSeries>(folder, { start, width, buckets: none }, (db) => ({
    ...{ start, width },
    buckets: bucketsOf(db, request, grid) ?? none,
  }));
}

function bucketsOf(db: ReadableDatabase, { subject, figure }: FigureRequest, grid: Grid) {
  const sum =
    subject.of === 'cluster' || (subject.of === 'topics' && subject.topics === null) ? SUMS[figure] : undefined;
  if (sum) return summed(db, sum, grid);
  const read = readOf(subject.of, figure);
  if (!read) return undefined;
  const rosters = new Map(
    rostersOf(db, read.from).flatMap(({ id, names }): [number, Roster][] => {
      const roster = rosterOf(JSON.parse(names), subject);
      return roster.chosen.length === 0 ? [] : [[id, roster]];
    }),
  );
  if (rosters.size === 0) return undefined;
  return 'grows' in read ? grown(db, read, rosters, grid) : joined(db, read, rosters, grid);
}

/** What lies beside the samples, of all partitions. */
const SUMS: Partial<Record<Figure, { join: 'most' | 'least'; of: (row: SumRow) => number; hasWorst?: boolean }>> = {
  lag: { join: 'most', of: ({ lag }) => lag, hasWorst: true },
  'out-of-sync': { join: 'most', of: ({ out_of_sync }) => out_of_sync },
  offline: { join: 'most', of: ({ offline }) => offline },
  brokers: { join: 'least', of: ({ brokers }) => brokers },
};
function summed(db: ReadableDatabase, { join, of, hasWorst }: NonNullable<(typeof SUMS)[Figure]>, grid: Grid) {
  const names = new Map(rostersOf(db, 'partition').map((one): [number, Names] => [one.id, JSON.parse(one.names)]));
  const buckets = new Buckets(grid, join);
  const select = db.prepare<[number, number, number], SumRow>(HEALTH_READS.sums);
  for (const part of partsOf(db, { table: 'samples', rosters: null }, { ...grid, from: grid.start }))
    for (const row of select.iterate(part.width, part.from, part.to)) {
      const [topic, partition] = (hasWorst && names.get(row.roster)?.[row.worst]) || [];
      const worst = topic === undefined || partition === undefined ? null : { topic, partition };
      buckets.add(spanOf(row.at, part), known(of(row)), worst);
    }
  return buckets.result(0);
}

function joined(
  db: ReadableDatabase,
  { from, join, read }: Extract<FigureRead, { join: unknown }>,
  rosters: ReadonlyMap<number, Roster>,
  grid: Grid,
) {
  const buckets = new Buckets(grid, join);
  const hold = from === 'group' ? GROUPS_HOLD : 0;
  for (const { row, part, roster } of rowsOf(db, from, rosters, grid.start - hold, grid)) {
    const { value, index } = read(decodeColumns(row.blob), roster.chosen);
    buckets.add(spanOf(row.at, part), known(value), roster.names[index] ?? null);
  }
  return buckets.result(hold);
}

function grown(
  db: ReadableDatabase,
  { from, grows }: Extract<FigureRead, { grows: unknown }>,
  rosters: ReadonlyMap<number, Roster>,
  grid: Grid,
) {
  const buckets = new Buckets(grid, 'rate');
  const growth = new Growth();
  let width: number | undefined;
  // From before the first bucket on: a rate is between two samples.
  for (const { row, part, roster } of rowsOf(
    db,
    from,
    rosters,
    grid.start - Math.max(grid.width, ROUNDS_APART),
    grid,
  )) {
    const columns = decodeColumns(row.blob);
    const offsets = new Map<string, number>();
    for (const index of roster.chosen) {
      const offset = grows(columns, index);
      if (offset >= 0) offsets.set(roster.keys[index] ?? '', offset);
    }
    // What was rolled up is of about its end: between it and what was not, nothing is measured.
    const found = growth.next(
      row.at + part.width,
      offsets,
      part.width === width ? Math.max(ROUNDS_APART, part.width * 2) : 0,
    );
    width = part.width;
    if (row.at + part.width > grid.start)
      buckets.grow(spanOf(row.at, part), found?.records ?? null, found?.micros ?? 0);
  }
  return buckets.result(0);
}

type Part = { width: number; from: number; to: number };

function* rowsOf(
  db: ReadableDatabase,
  kind: RosterKind,
  rosters: ReadonlyMap<number, Roster>,
  from: number,
  grid: Grid,
) {
  const ids = [...rosters.keys()];
  const isPartition = kind === 'partition';
  const source: Source = isPartition ? { table: 'samples', rosters: null } : { table: 'figures', rosters: ids };
  const samples = db.prepare<[number, number, number], Row>(HEALTH_READS.samples);
  const figures = isPartition ? undefined : db.prepare<[string, number, number, number], Row>(HEALTH_READS.figures);
  for (const part of partsOf(db, source, { width: grid.width, from, to: grid.to })) {
    const rows = figures
      ? figures.iterate(JSON.stringify(ids), part.width, part.from, part.to)
      : samples.iterate(part.width, part.from, part.to);
    for (const row of rows) {
      const roster = rosters.get(row.roster);
      if (roster) yield { row, part, roster };
    }
  }
}

/** One that is wider than a bucket stands for all that it covers, up to where finer ones say more. */
function spanOf(at: number, part: Part) {
  return { from: at, to: Math.min(at + Math.max(1, part.width), part.to) };
}
const known = (figure: number) => (figure < 0 ? null : figure);

type Name = string | number | [topic: string, partition: number];
/** What of it is asked for. */
function rosterOf(names: readonly Name[], subject: FigureSubject): Roster {
  const chosen = [...names.keys()].filter((index) => isChosen(names, index, subject));
  return {
    chosen,
    names: names.map((one) => (Array.isArray(one) ? { topic: one[0], partition: one[1] } : null)),
    keys: names.map(String),
  };
}
function isChosen(names: readonly Name[], index: number, subject: FigureSubject): boolean {
  const name = names[index];
  const [topic, partition] = Array.isArray(name) ? name : [];
  if (subject.of === 'cluster') return true;
  if (subject.of === 'broker') return name === subject.broker;
  if (subject.of === 'topics') return topic !== undefined && (subject.topics?.includes(topic) ?? true);
  if ('group' in subject && names[0] !== subject.group) return false;
  return subject.of === 'group' ? index === 0 : topic === subject.topic && partition === subject.partition;
}

export function readSubjects(folder: string): FigureSubjects {
  return reading<FigureSubjects>(folder, { topics: [], brokers: [], groups: [] }, (db) => {
    const topics = new Map<string, Set<number>>();
    for (const { names } of rostersOf(db, 'partition')) {
      const all: Names = JSON.parse(names);
      for (const [topic, partition] of all) topics.set(topic, (topics.get(topic) ?? new Set()).add(partition));
    }
    const brokers = new Set(rostersOf(db, 'broker').flatMap(({ names }): number[] => JSON.parse(names)));
    const groups = new Set(rostersOf(db, 'group').map(({ names }): string => JSON.parse(names)[0]));
    return {
      topics: [...topics]
        .map(([topic, partitions]) => ({ topic, partitions: [...partitions].sort((a, b) => a - b) }))
        .sort((a, b) => (a.topic < b.topic ? -1 : 1)),
      brokers: [...brokers].sort((a, b) => a - b),
      groups: [...groups].sort(),
    };
  });
}
