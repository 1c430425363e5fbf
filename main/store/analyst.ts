// What the analyst made: outlives the segments, in a file of its own.
import { type Filters, MOST_RECENT, type SavedFilter } from '../contract/filters.ts';
import { splitSecrets } from '../contract/secrets.ts';
import { Profile } from '../contract/session.ts';
import { ANALYST } from './migrations.ts';
import { openWritable, type WritableDatabase } from './sqlite.ts';

export class Analyst implements Disposable {
  readonly #db: WritableDatabase;

  constructor(file: string) {
    this.#db = openWritable(file, ANALYST);
  }
  /** The last used one first. */
  profiles(): Profile[] {
    return this.#db
      .prepare<[], string>('SELECT json FROM profiles ORDER BY last_used DESC')
      .pluck()
      .all()
      .map((json) => Profile.parse(JSON.parse(json)));
  }
  saveProfile(profile: Profile): void {
    // No secret is ever stored here, whoever sends it.
    const { connection } = splitSecrets(profile.connection);
    this.#db
      .prepare('INSERT OR REPLACE INTO profiles VALUES (?, ?, ?)')
      .run(profile.id, JSON.stringify({ ...profile, connection }), profile.lastUsed);
  }
  removeProfile(id: string): void {
    this.#db.prepare('DELETE FROM profiles WHERE id = ?').run(id);
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
    this.#db.prepare('INSERT OR REPLACE INTO filters VALUES (?, ?, ?)').run(id, name, filter);
  }
  removeFilter(id: string): void {
    this.#db.prepare('DELETE FROM filters WHERE id = ?').run(id);
  }
  usedFilter(filter: string): void {
    this.#db.transaction(() => {
      const next = '(SELECT coalesce(max(turn), 0) + 1 FROM recent_filters)';
      this.#db.prepare(`INSERT OR REPLACE INTO recent_filters VALUES (?, ${next})`).run(filter);
      const kept = 'SELECT filter FROM recent_filters ORDER BY turn DESC LIMIT ?';
      this.#db.prepare(`DELETE FROM recent_filters WHERE filter NOT IN (${kept})`).run(MOST_RECENT);
    })();
  }
  [Symbol.dispose](): void {
    this.#db.close();
  }
}
