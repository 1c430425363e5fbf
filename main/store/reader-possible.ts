// Looking at the bytes, the columns or the texts of a slice of rows before SQLite reads them: few are left for it where few match.
import type { RowId } from '../contract/units.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles, OpenSegment, SqlValue } from './reader-segments.ts';
import { matchesOf } from './reader-wanted.ts';

/** Rows that are read into JavaScript at once, and the longest text of them: together at most 16 MB. */
const ROWS = 1000;
const LONGEST = 16_384;
/** A row that is left costs about so many times as much as it would in a scan that judges every row. */
const WORTH = 0.25;
/** Where too many are left, so many slices pass until it is tried again. */
const PAUSE = 20;

/** NULL for what is too long to be looked at: it stays possible. */
export const TEXTS_SQL = `SELECT CASE WHEN octet_length(r.value) <= ${LONGEST} THEN r.value END
  FROM records r NOT INDEXED WHERE r.id > ? AND r.id <= ? ORDER BY r.id`;

/** The rows whose ids are a JSON list, in the order of the list. */
export const CHOSEN = 'FROM json_each(?) chosen CROSS JOIN records r ON r.id = chosen.value';

type ByPart = { firstRow: RowId; lastRow: RowId; isPossible: Uint8Array };

export class PossibleRows {
  readonly #condition: Condition;
  readonly #files: CacheFiles;
  readonly #segment: number;
  readonly #isSealed: boolean;
  /** Rows that columns leave possible: 1 at their number. null: columns have no answer. */
  #byPart: ByPart | null | undefined;
  #wordsPause = 0;
  #textsPause = 0;

  constructor(condition: Condition, files: CacheFiles, segment: number) {
    this.#condition = condition;
    this.#files = files;
    this.#segment = segment;
    this.#isSealed = files.isSealed(segment);
  }

  /** Of rows (after, upTo] those that may match, ascending; undefined where the filter had better judge all of them. */
  find(segment: OpenSegment, after: RowId, upTo: RowId): RowId[] | undefined {
    return this.#byWords(segment, after, upTo) ?? this.#byColumns(after, upTo) ?? this.#byTexts(segment, after, upTo);
  }

  #byWords(segment: OpenSegment, after: RowId, upTo: RowId): RowId[] | undefined {
    const { words } = this.#condition;
    if (!words || !this.#isSealed || this.#wordsPause-- > 0) return undefined;
    const rows = segment.sealedText()?.rowsWith(words, after, upTo);
    this.#wordsPause = rows ? 0 : PAUSE;
    return rows;
  }

  #byColumns(after: RowId, upTo: RowId): RowId[] | undefined {
    if (this.#byPart === undefined) this.#byPart = this.#readColumns(upTo) ?? null;
    if (!this.#byPart || upTo > this.#byPart.lastRow) return undefined;
    const { firstRow, isPossible } = this.#byPart;
    const most = WORTH * Math.max(upTo - after, ROWS);
    const rows: RowId[] = [];
    for (let row = Math.max(after + 1, firstRow); row <= upTo; row++) {
      if (isPossible[row - firstRow] !== 1) continue;
      rows.push(row);
      if (rows.length > most) return undefined;
    }
    return rows;
  }
  #readColumns(upTo: RowId): ByPart | undefined {
    const plan = this.#condition.partOfPlan;
    using file = plan && this.#files.columns(this.#segment);
    if (!file || upTo > file.head.lastRow) return undefined;
    const { firstRow, lastRow } = file.head;
    const matches = matchesOf(this.#files, this.#segment, file, plan);
    if (!matches) return undefined;
    const { ids, wanted } = matches;
    // A copy: other jobs have their turn between two slices, and read into the same memory.
    const isPossible = new Uint8Array(lastRow - firstRow + 1);
    for (let i = 0; i < isPossible.length; i++) isPossible[i] = wanted[ids[i] ?? 0] ?? 0;
    return { firstRow, lastRow, isPossible };
  }

  #byTexts(segment: OpenSegment, after: RowId, upTo: RowId): RowId[] | undefined {
    const { possible } = this.#condition;
    if (!possible || this.#textsPause-- > 0) return undefined;
    const rows: RowId[] = [];
    for (let from = after; from < upTo; from += ROWS) {
      const to = Math.min(from + ROWS, upTo);
      const texts = segment.column<SqlValue>(TEXTS_SQL, [from, to]);
      // Ids are whole numbers and unique: as many as there can be are all of them. Else a row number is missing somewhere.
      if (texts.length !== to - from) return undefined;
      for (const [index, text] of texts.entries())
        if (typeof text !== 'string' || possible(text)) rows.push(from + 1 + index);
      if (rows.length > WORTH * Math.max(to - after, ROWS)) {
        this.#textsPause = PAUSE;
        return undefined;
      }
    }
    this.#textsPause = 0;
    return rows;
  }
}
