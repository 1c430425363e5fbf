// What passes between the engine's thread and the writer thread.
import type { MessagePort } from 'node:worker_threads';
import type { FollowedPartition, KnownPartition, StartPosition } from '../base/ingest-port.ts';
import type { Alert, AlertEntry, AlertLog, AlertLogRequest, QuietHours } from '../contract/alerts.ts';
import type { Bookmark, RecordPlace } from '../contract/bookmarks.ts';
import type { ErrorData } from '../contract/errors.ts';
import type { Filters, SavedFilter } from '../contract/filters.ts';
import type { ClusterState } from '../contract/history.ts';
import type { Hole, Tick } from '../contract/records.ts';
import type { Profile, Retention } from '../contract/session.ts';
import type { Offset } from '../contract/units.ts';
import type { SavedView } from '../contract/views.ts';
import type { GroupsRound, HealthRound, KeyedEvent } from './health-file.ts';
import type { WriterState } from './types.ts';

export type WriterData = { folder: string; shared: SharedArrayBuffer; segmentRecords: number; segmentBytes: number };

type HoleInput = { slot: number; from: Offset; to: Offset; cause: Hole['cause']; detail: string | undefined };

/** Requests by name: what they take and what they give. */
export type WriterRequests = {
  known: [{ cluster: string; partitions: { topic: string; partition: number }[] }, KnownPartition[]];
  follow: [{ cluster: string; partitions: StartPosition[] }, FollowedPartition[]];
  unfollow: [{ slots: readonly number[] | null }, null];
  connect: [MessagePort, null];
  addHole: [HoleInput, null];
  nameHole: [HoleInput, null];
  missing: [{ slot: number; from: Offset; to: Offset }, [Offset, Offset][]];
  fetchable: [readonly string[] | null, { slot: number; from: Offset; to: Offset }[]];
  check: [string, null];
  retention: [Retention, null];
  profiles: [null, Profile[]];
  saveProfile: [Profile, null];
  removeProfile: [string, null];
  views: [null, SavedView[]];
  saveViews: [SavedView[], null];
  removeView: [string, null];
  filters: [null, Filters];
  saveFilter: [SavedFilter, null];
  removeFilter: [string, null];
  usedFilter: [string, null];
  bookmarks: [null, Bookmark[]];
  bookmark: [RecordPlace, Bookmark | null];
  saveBookmark: [Bookmark, null];
  removeBookmark: [RecordPlace, null];
  alerts: [null, Alert[]];
  saveAlert: [Alert, null];
  removeAlert: [string, null];
  noteAlert: [Omit<AlertEntry, 'id'>, AlertEntry];
  alertLog: [AlertLogRequest, AlertLog];
  quietHours: [null, QuietHours | null];
  saveQuietHours: [QuietHours, null];
  keepHealth: [HealthRound, null];
  keepGroups: [GroupsRound, null];
  noteEvents: [KeyedEvent[], null];
  healthState: [string, ClusterState | null];
  close: [null, null];
};
export type RequestName = keyof WriterRequests;

export type ToWriterThread = { [N in RequestName]: { id: number; name: N; input: WriterRequests[N][0] } }[RequestName];

export type FromWriterThread =
  | { kind: 'ready'; cacheId: string; tick: Tick }
  | { kind: 'failed'; error: ErrorData }
  /** a segment was sealed */
  | { kind: 'sealed'; records: number }
  | { kind: 'tick'; tick: Tick; state: WriterState }
  | { kind: 'answer'; id: number; result: unknown }
  | { kind: 'error'; id: number; error: ErrorData };
