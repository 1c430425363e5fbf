// Bookmarks: what the writer keeps of them, and what the reader knows of their records.
import { Value } from './base/watched.ts';
import type { Bookmark, Bookmarks as Listed, Mark, RecordPlace, SaveBookmark } from './contract/bookmarks.ts';
import { EngineError, fail } from './contract/errors.ts';
import { say } from './contract/told.ts';
import type { Reader } from './store/types.ts';
import type { WriterWithProfiles } from './store/writer.ts';

export class Bookmarks {
  readonly marks = new Value<{ marks: Mark[] }>({ marks: [] });
  readonly #writer: WriterWithProfiles;
  readonly #reader: Reader;

  private constructor(writer: WriterWithProfiles, reader: Reader) {
    this.#writer = writer;
    this.#reader = reader;
  }

  static async open(writer: WriterWithProfiles, reader: Reader): Promise<Bookmarks> {
    const bookmarks = new Bookmarks(writer, reader);
    await bookmarks.#publish();
    return bookmarks;
  }

  async list(): Promise<Listed> {
    const bookmarks = await this.#writer.bookmarks();
    const held = await this.#reader.held(bookmarks);
    const listed = bookmarks.map(async (bookmark, i) => {
      const row = held[i] ? bookmark.row : await this.#fetchedAgain(bookmark);
      return { ...bookmark, row: row ?? bookmark.row, held: row !== undefined };
    });
    return { bookmarks: await Promise.all(listed) };
  }

  async save({ record, note }: SaveBookmark): Promise<void> {
    const bookmark = 'row' in record ? await this.#fromCache(record.row) : await this.#writer.bookmark(record);
    if (!bookmark) throw fail('not-found', say('no-such-bookmark'));
    await this.#writer.saveBookmark(note === undefined ? bookmark : { ...bookmark, note });
    await this.#publish();
  }

  /** Those that are not marked yet, with this note; what has left the cache meanwhile is passed over. */
  async mark(rows: readonly number[], note: string): Promise<void> {
    if (rows.length === 0) return;
    try {
      for (const row of rows) {
        const bookmark = await this.#fromCache(row).catch(ifDropped);
        if (bookmark && !(await this.#writer.bookmark(bookmark)))
          await this.#writer.saveBookmark({ ...bookmark, note });
      }
    } finally {
      await this.#publish();
    }
  }

  async remove(place: RecordPlace): Promise<void> {
    await this.#writer.removeBookmark(place);
    await this.#publish();
  }

  /** The row of a record that left the cache and came back, as a fill brings it. */
  async #fetchedAgain({ topic, partition, incarnation, offset, time }: Bookmark): Promise<number | undefined> {
    const filter = `_partition: ${partition} and _offset: ${offset}`;
    const { rows } = await this.#reader.page({
      ...{ view: { filter, topics: [topic], from: time, to: time + 1, upTo: null }, order: 'asc' },
      ...{ start: { at: 'first' }, skip: 0, limit: 100 },
    });
    return rows.find((row) => (row.incarnation ?? 1) === incarnation)?.key.row;
  }

  /** The record as it is now; what was noted of it, and when it was marked, stays. */
  async #fromCache(row: number): Promise<Bookmark> {
    const [detail, cluster] = await Promise.all([this.#reader.detail(row), this.#reader.clusterOf(row)]);
    const { topic, partition, incarnation = 1, offset, key, level, service, message } = detail;
    const place = { topic, partition, incarnation, offset };
    const known = await this.#writer.bookmark(place);
    const record = { ...place, cluster, row, time: key.time, level, service, message };
    return { note: '', markedAt: Date.now() * 1000, ...known, ...record };
  }

  async #publish(): Promise<void> {
    const bookmarks = await this.#writer.bookmarks();
    this.marks.update({
      marks: bookmarks.map(({ topic, partition, incarnation, offset, time, note }) => ({
        ...{ topic, partition, incarnation, offset },
        ...{ time, note },
      })),
    });
  }
}

function ifDropped(error: unknown): undefined {
  if (!(error instanceof EngineError && error.code === 'not-found')) throw error;
}
