// What the analyst made: outlives the segments, in a file of its own.
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
    this.#db
      .prepare('INSERT OR REPLACE INTO profiles VALUES (?, ?, ?)')
      .run(profile.id, JSON.stringify(withoutSecrets(profile)), profile.lastUsed);
  }
  removeProfile(id: string): void {
    this.#db.prepare('DELETE FROM profiles WHERE id = ?').run(id);
  }
  [Symbol.dispose](): void {
    this.#db.close();
  }
}

/** No secret is ever stored: neither the password nor the client's private key. */
function withoutSecrets(profile: Profile): Profile {
  const { sasl, tls, ...connection } = profile.connection;
  return {
    ...profile,
    connection: {
      ...connection,
      ...(tls && { tls: { ...tls, key: undefined } }),
      ...(sasl && { sasl: { ...sasl, password: '' } }),
    },
  };
}
