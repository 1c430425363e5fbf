// The cache's files. A segment is one SQLite database; the catalog lists them. Every change here is a migration
// (migrations.ts).
//
//   <cache>/catalog.db         segments, partitions, holes, the cache's id
//   <cache>/segment-000001.db  records, rollup, batches, position; only the newest is written
//   <cache>/segment-000001.columns  of a segment, and made of it (columns.ts): no loss where it is missing
//   <cache>/segment-000001.clocks   as those, of a sealed one: the order by the broker's timestamps (clocks-file.ts)
//   <cache>/analyst.db         what the analyst made: profiles, filters, bookmarks, views; outlives the segments
//   <cache>/health.db          samples and events of the cluster's health; no record depends on it
//   <cache>/lock.db            held by the one writing process; owner.json beside it names it

/** In PRAGMA user_version of catalog and segments; analyst.db has its own (migrations.ts). A greater one is of a newer Tailwater. */
export const SCHEMA_VERSION = 2;
/** PRAGMA application_id: "Tail", so that another program's SQLite file is not taken for a cache. */
export const APPLICATION_ID = 0x5461696c;

/** Widths of the rollup's buckets in microseconds, each a multiple of the one before: 100 ms, 5 s, 5 min. */
export const ROLLUP_WIDTHS = [100_000, 5_000_000, 300_000_000] as const;

export const CATALOG_SQL = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- One row an incarnation of a partition. records.part refers to id.
CREATE TABLE parts(
  id INTEGER PRIMARY KEY,
  cluster TEXT NOT NULL, topic TEXT NOT NULL, incarnation INTEGER NOT NULL, partition INTEGER NOT NULL,
  -- 32 hexadecimal digits; NULL: the broker told none
  topic_id TEXT,
  UNIQUE(cluster, topic, partition, incarnation)
);
CREATE TABLE segments(
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'sealed', 'damaged')),
  first_row INTEGER NOT NULL,
  -- the rest is written when the segment is sealed
  last_row INTEGER, records INTEGER, bytes INTEGER, oldest INTEGER, newest INTEGER,
  -- JSON: [{part, level, n}, ...], records by partition and level
  counts TEXT
);
-- What is not in the sealed segments, below the position, and why. What the active one holds of it is filled: that is
-- subtracted by whoever reads, and taken out of here when the segment is sealed. So a crash, or the loss of the active file,
-- leaves nothing untrue here.
CREATE TABLE holes(
  part INTEGER NOT NULL, from_offset INTEGER NOT NULL, to_offset INTEGER NOT NULL,
  cause TEXT NOT NULL, detail TEXT, at INTEGER NOT NULL,
  PRIMARY KEY(part, from_offset)
) WITHOUT ROWID;
-- What a sealed segment holds: so that it can be dropped without a look into it, also where it is damaged, or where the disk is
-- full: then SQLite cannot open it.
CREATE TABLE held(
  segment INTEGER NOT NULL, part INTEGER NOT NULL, from_offset INTEGER NOT NULL, to_offset INTEGER NOT NULL,
  PRIMARY KEY(segment, part, from_offset)
) WITHOUT ROWID;
CREATE INDEX held_part ON held(part, from_offset, to_offset);
`;

// records: id is unique over all segments. Text that is valid UTF-8 is TEXT, other bytes are BLOB, an absent key or value
// is NULL. ts is the view's time: the payload's, or what stands in for it (flags). Times are microseconds, UTC.
// There is no index on (part, offset): the compare-and-set on position makes a double impossible, and batches find a record
// by its offset (a batch's rows are first_row to first_row + records - 1, in the order of offsets). Batches of a partition do
// not overlap, in this segment or between two; they are written in any order: one of the past fills a hole.
export const SEGMENT_SQL = `
CREATE TABLE records(
  id INTEGER PRIMARY KEY,
  part INTEGER NOT NULL, offset INTEGER NOT NULL,
  ts INTEGER NOT NULL, broker_ts INTEGER NOT NULL, arrival INTEGER NOT NULL,
  level INTEGER NOT NULL, flags INTEGER NOT NULL,
  key, headers TEXT, value, text TEXT, note TEXT
);
CREATE INDEX records_ts ON records(ts);
CREATE TABLE rollup(
  width INTEGER NOT NULL, bucket INTEGER NOT NULL, part INTEGER NOT NULL, level INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(width, bucket, part, level)
) WITHOUT ROWID;
CREATE TABLE batches(
  part INTEGER NOT NULL, from_offset INTEGER NOT NULL, to_offset INTEGER NOT NULL,
  first_row INTEGER NOT NULL, records INTEGER NOT NULL,
  PRIMARY KEY(part, from_offset)
) WITHOUT ROWID;
-- epoch: the leader epoch of the last batch whose epoch is known; -1: none
CREATE TABLE position(
  part INTEGER PRIMARY KEY, next INTEGER NOT NULL, newest INTEGER, records INTEGER NOT NULL DEFAULT 0,
  epoch INTEGER NOT NULL DEFAULT -1
);
-- The catalog's parts that have a position here, so that a catalog that is older than this file (files copied at different
-- times, a disk that lied) learns of them. low: where the log began when the partition was first followed; NULL: not known.
CREATE TABLE names(
  part INTEGER PRIMARY KEY,
  cluster TEXT NOT NULL, topic TEXT NOT NULL, incarnation INTEGER NOT NULL, partition INTEGER NOT NULL,
  topic_id TEXT, low INTEGER
);
`;
// rollup.bucket is the start of the bucket divided by its width, rounded towards minus infinity.

// The record is named as the brokers name it; row is where the cache had it. json is the bookmark whole, with what the record said.
// turn: a filter with a greater one was used later.
export const ADDED_IN_3_SQL = `
CREATE TABLE filters(id TEXT PRIMARY KEY, name TEXT NOT NULL, filter TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recent_filters(filter TEXT PRIMARY KEY, turn INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE bookmarks(
  topic TEXT NOT NULL, partition INTEGER NOT NULL, incarnation INTEGER NOT NULL, offset INTEGER NOT NULL,
  ts INTEGER NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY(topic, partition, incarnation, offset)
) WITHOUT ROWID;
`;

// json is the view whole.
export const ADDED_IN_4_SQL = `
CREATE TABLE views(id TEXT PRIMARY KEY, name TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
`;

// json is the alert, the entry or the quiet hours whole.
export const ADDED_IN_5_SQL = `
CREATE TABLE alerts(id TEXT PRIMARY KEY, name TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE alert_log(id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL);
CREATE TABLE quiet_hours(id INTEGER PRIMARY KEY CHECK(id = 1), json TEXT NOT NULL);
`;

// Beside the partitions: deflated columns of figures of the brokers, and of a group and its partitions, by what the roster names.
export const HEALTH_ADDED_IN_3_SQL = `
ALTER TABLE rosters ADD COLUMN kind TEXT NOT NULL DEFAULT 'partition';
CREATE TABLE figures(
  roster INTEGER NOT NULL, width INTEGER NOT NULL, at INTEGER NOT NULL, blob BLOB NOT NULL, PRIMARY KEY(roster, width, at)
) WITHOUT ROWID;
CREATE INDEX figures_at ON figures(width, at);
`;

// A round of samples: deflated columns of figures of the partitions that the roster names (samples.ts). lag, worst (its index; -1:
// none), out_of_sync and offline are over all of them. figures: of brokers, and of each group with its partitions, by the kind of the
// roster. An event of a name takes the place of the one before.
export const HEALTH_SQL = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rosters(id INTEGER PRIMARY KEY, cluster TEXT NOT NULL, names TEXT NOT NULL);
CREATE TABLE samples(
  width INTEGER NOT NULL, at INTEGER NOT NULL, roster INTEGER NOT NULL, brokers INTEGER NOT NULL,
  lag INTEGER NOT NULL, worst INTEGER NOT NULL, out_of_sync INTEGER NOT NULL, offline INTEGER NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(width, at, roster)
);
CREATE INDEX samples_at ON samples(at);
CREATE INDEX samples_roster ON samples(roster);
CREATE TABLE events(
  id INTEGER PRIMARY KEY AUTOINCREMENT, turn INTEGER NOT NULL, at INTEGER NOT NULL, not_before INTEGER, kind TEXT NOT NULL,
  topic TEXT, partition INTEGER, n INTEGER NOT NULL, json TEXT NOT NULL, name TEXT UNIQUE
);
CREATE INDEX events_at ON events(at);
CREATE INDEX events_turn ON events(turn);
${HEALTH_ADDED_IN_3_SQL}`;

export const ANALYST_SQL = `
CREATE TABLE profiles(id TEXT PRIMARY KEY, json TEXT NOT NULL, last_used INTEGER NOT NULL) WITHOUT ROWID;
${ADDED_IN_3_SQL}${ADDED_IN_4_SQL}${ADDED_IN_5_SQL}`;
