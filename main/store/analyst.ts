// What the analyst made: outlives the segments, in a file of its own.
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
  [Symbol.dispose](): void {
    this.#db.close();
  }
}
