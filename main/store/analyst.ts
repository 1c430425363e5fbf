// What the analyst made: outlives the segments, in a file of its own.
import {
  Alert,
  AlertEntry,
  type AlertLog,
  type AlertLogRequest,
  MOST_ALERTS,
  MOST_ENTRIES,
  QuietHours,
} from '../contract/alerts.ts';
import { Bookmark, MOST_BOOKMARKS, type RecordPlace } from '../contract/bookmarks.ts';
import { fail } from '../contract/errors.ts';
import { type Filters, MOST_RECENT, type SavedFilter } from '../contract/filters.ts';
import { splitSecrets } from '../contract/secrets.ts';
import { Profile } from '../contract/session.ts';
import { say } from '../contract/told.ts';
import { MOST_VIEWS, SavedView } from '../contract/views.ts';
import { ANALYST } from './migrations.ts';
import { openWritable, type WritableDatabase } from './sqlite.ts';

/** Tables whose rows have an id of their own. */
type Named = 'profiles' | 'filters' | 'views' | 'alerts';

const PLACE = 'topic = ? AND partition = ? AND incarnation = ? AND offset = ?';

export class Analyst implements Disposable {
  readonly #db: WritableDatabase;

  constructor(file: string) {
    this.#db = openWritable(file, ANALYST);
  }
  /** The last used one first. */
  profiles(): Profile[] {
    return this.#list('SELECT json FROM profiles ORDER BY last_used DESC', Profile);
  }
  saveProfile(profile: Profile): void {
    // No secret is ever stored here, whoever sends it.
    const { connection } = splitSecrets(profile.connection);
    this.#put('profiles', profile.id, JSON.stringify({ ...profile, connection }), profile.lastUsed);
  }
  removeProfile(id: string): void {
    this.#remove('profiles', id);
  }
  filters(): Filters {
    return {
      saved: this.#db.prepare<[], SavedFilter>('SELECT id, name, filter FROM filters ORDER BY name, id').all(),
      recent: this.#db
        .prepare<[number], string>('SELECT filter FROM recent_filters ORDER BY turn DESC LIMIT ?')
        .pluck()
        .all(MOST_RECENT),
    };
  }
  saveFilter({ id, name, filter }: SavedFilter): void {
    this.#put('filters', id, name, filter);
  }
  removeFilter(id: string): void {
    this.#remove('filters', id);
  }
  usedFilter(filter: string): void {
    this.#db.transaction(() => {
      const next = '(SELECT coalesce(max(turn), 0) + 1 FROM recent_filters)';
      this.#db.prepare(`INSERT OR REPLACE INTO recent_filters VALUES (?, ${next})`).run(filter);
      const kept = 'SELECT filter FROM recent_filters ORDER BY turn DESC LIMIT ?';
      this.#db.prepare(`DELETE FROM recent_filters WHERE filter NOT IN (${kept})`).run(MOST_RECENT);
    })();
  }
  /** By name. */
  views(): SavedView[] {
    return this.#list('SELECT json FROM views ORDER BY name, id', SavedView);
  }
  /** All or none. A topic has one view at most: the last one that is saved for it. */
  saveViews(views: readonly SavedView[]): void {
    this.#db.transaction(() => {
      for (const view of views) {
        if (view.topic !== null)
          for (const other of this.views())
            if (other.topic === view.topic && other.id !== view.id) this.#putView({ ...other, topic: null });
        this.#putView(view);
      }
      const count = this.#db.prepare<[], number>('SELECT count(*) FROM views').pluck().get() ?? 0;
      if (count > MOST_VIEWS) throw fail('bad-input', say('too-many-views', { most: MOST_VIEWS }));
    })();
  }
  removeView(id: string): void {
    this.#remove('views', id);
  }
  #putView(view: SavedView): void {
    this.#put('views', view.id, view.name, JSON.stringify(view));
  }
  /** By time, the oldest first. */
  bookmarks(): Bookmark[] {
    return this.#list('SELECT json FROM bookmarks ORDER BY ts, topic, partition, incarnation, offset', Bookmark);
  }
  bookmark({ topic, partition, incarnation, offset }: RecordPlace): Bookmark | undefined {
    const json = this.#db
      .prepare<[string, number, number, number], string>(`SELECT json FROM bookmarks WHERE ${PLACE}`)
      .pluck()
      .get(topic, partition, incarnation, offset);
    return json === undefined ? undefined : Bookmark.parse(JSON.parse(json));
  }
  saveBookmark(bookmark: Bookmark): void {
    const { topic, partition, incarnation, offset, time } = bookmark;
    const others = this.#db
      .prepare<unknown[], number>(`SELECT count(*) FROM bookmarks WHERE NOT (${PLACE})`)
      .pluck()
      .get(topic, partition, incarnation, offset);
    if (others !== undefined && others >= MOST_BOOKMARKS)
      throw fail('bad-input', say('too-many-bookmarks', { most: MOST_BOOKMARKS }));
    this.#db
      .prepare('INSERT OR REPLACE INTO bookmarks VALUES (?, ?, ?, ?, ?, ?)')
      .run(topic, partition, incarnation, offset, time, JSON.stringify(bookmark));
  }
  removeBookmark({ topic, partition, incarnation, offset }: RecordPlace): void {
    this.#db.prepare(`DELETE FROM bookmarks WHERE ${PLACE}`).run(topic, partition, incarnation, offset);
  }
  /** By name. */
  alerts(): Alert[] {
    return this.#list('SELECT json FROM alerts ORDER BY name, id', Alert);
  }
  saveAlert(alert: Alert): void {
    const others = this.#db.prepare<[string], number>('SELECT count(*) FROM alerts WHERE id <> ?').pluck();
    if ((others.get(alert.id) ?? 0) >= MOST_ALERTS)
      throw fail('bad-input', say('too-many-alerts', { most: MOST_ALERTS }));
    this.#put('alerts', alert.id, alert.name, JSON.stringify(alert));
  }
  removeAlert(id: string): void {
    this.#remove('alerts', id);
  }
  /** The oldest leave. */
  noteAlert(entry: Omit<AlertEntry, 'id'>): AlertEntry {
    return this.#db.transaction(() => {
      const added = this.#db.prepare('INSERT INTO alert_log(json) VALUES (?)').run(JSON.stringify(entry));
      const id = Number(added.lastInsertRowid);
      this.#db.prepare('DELETE FROM alert_log WHERE id <= ?').run(id - MOST_ENTRIES);
      return { ...entry, id };
    })();
  }
  /** The newest first. */
  alertLog({ before, limit }: AlertLogRequest): AlertLog {
    const found = this.#db
      .prepare<[number, number], { id: number; json: string }>(
        'SELECT id, json FROM alert_log WHERE id < ? ORDER BY id DESC LIMIT ?',
      )
      .all(before ?? Number.MAX_SAFE_INTEGER, limit + 1)
      .map(({ id, json }) => AlertEntry.parse({ ...JSON.parse(json), id }));
    return { entries: found.slice(0, limit), more: found.length > limit };
  }
  quietHours(): QuietHours | undefined {
    const json = this.#db.prepare<[], string>('SELECT json FROM quiet_hours').pluck().get();
    return json === undefined ? undefined : QuietHours.parse(JSON.parse(json));
  }
  saveQuietHours(hours: QuietHours): void {
    this.#db.prepare('INSERT OR REPLACE INTO quiet_hours VALUES (1, ?)').run(JSON.stringify(hours));
  }
  #list<T>(sql: string, schema: { parse(json: unknown): T }): T[] {
    const rows = this.#db.prepare<[], string>(sql).pluck().all();
    return rows.map((json) => schema.parse(JSON.parse(json)));
  }
  #put(table: Named, id: string, ...values: [unknown, unknown]): void {
    this.#db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`).run(id, ...values);
  }
  #remove(table: Named, id: string): void {
    this.#db.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
  }
  [Symbol.dispose](): void {
    this.#db.close();
  }
}
