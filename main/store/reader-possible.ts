// Looking at the columns, the bytes or the texts of a slice of rows before SQLite reads them: few are left for it where few match.
import type { RowId } from '../contract/units.ts';
import { firstIndex } from './first-index.ts';
import type { Condition } from './reader-scope.ts';
import type { CacheFiles, OpenSegment, SqlValue } from './reader-segments.ts';
import { type FoundRows, rowsOfPlan } from './reader-wanted.ts';

/** Rows that are read into JavaScript at once, and the longest text of them: together at most 16 MB. */
const ROWS = 1000;
const LONGEST = 16_384;
/** A row that is left costs about so many times as much as it would in a scan that judges every row. */
const WORTH = 0.25;
/** Where there are words to look for, columns have to leave fewer: rows that are read one by one cost more than bytes. */
const WORTH_WITHOUT_WORDS = 0.03;
/** Rows that are read one by one at once, and rows behind the columns: some milliseconds. */
const MOST_LISTED = 4000;
const MOST_BEHIND = 5000;
/** Where too many are left, so many slices pass until it is tried again. */
const PAUSE = 20;

/** NULL for what is too long to be looked at: it stays possible. */
export const TEXTS_SQL = `SELECT CASE WHEN octet_length(r.value) <= ${LONGEST} THEN r.value END
  FROM records r NOT INDEXED WHERE r.id > ? AND r.id <= ? ORDER BY r.id`;

/** The rows whose ids are a JSON list, in the order of the list. */
export const CHOSEN = 'FROM json_each(?) chosen CROSS JOIN records r ON r.id = chosen.value';

export class PossibleRows {
  readonly #files: CacheFiles;
  readonly #id: number;
  readonly #condition: Condition;
  readonly #isSealed: boolean;
  /** null: columns do not tell */
  #inColumns: FoundRows | null | undefined;
  #asked = 0;
  #wordsPause = 0;
  #textsPause = 0;

  constructor(files: CacheFiles, id: number, condition: Condition) {
    this.#files = files;
    this.#id = id;
    this.#condition = condition;
    this.#isSealed = files.isSealed(id);
  }

  /** Of rows (after, upTo] those that may match, ascending; undefined where the filter had better judge all of them. */
  find(segment: OpenSegment, after: RowId, upTo: RowId): RowId[] | undefined {
    return (
      this.#byColumns(segment, after, upTo) ??
      this.#byWords(segment, after, upTo) ??
      this.#byTexts(segment, after, upTo)
    );
  }

  /** To be said before: the rows of a whole job, of which `find` gets one slice after the other. */
  willAsk(rows: number): void {
    this.#asked = rows;
  }

  /** Where a slice from `after` had better end, at `upTo` or before: where columns end, and where their rows are many. */
  endOf(after: RowId, upTo: RowId): RowId {
    if (!this.#inColumns) return upTo;
    const { rows, upTo: end } = this.#inColumns;
    if (after >= end) return Math.min(upTo, after + MOST_BEHIND);
    return Math.min(upTo, end, rows[firstBehind(rows, after) + MOST_LISTED] ?? upTo);
  }

  #byColumns(segment: OpenSegment, after: RowId, upTo: RowId): RowId[] | undefined {
    if (this.#inColumns === undefined) this.#inColumns = this.#lookAtColumns(segment, after) ?? null;
    if (!this.#inColumns || upTo > this.#inColumns.upTo) return undefined;
    const { rows } = this.#inColumns;
    return [...rows.subarray(firstBehind(rows, after), firstBehind(rows, upTo))];
  }
  #lookAtColumns(segment: OpenSegment, after: RowId): FoundRows | undefined {
    const { wide, words } = this.#condition;
    using file = wide && this.#asked > 0 ? this.#files.columns(this.#id, segment) : undefined;
    const mostShare = words && this.#isSealed ? WORTH_WITHOUT_WORDS : WORTH;
    return wide && file && rowsOfPlan(segment, file, wide, { after, asked: this.#asked, mostShare });
  }

  #byWords(segment: OpenSegment, after: RowId, upTo: RowId): RowId[] | undefined {
    const { words } = this.#condition;
    if (!words || !this.#isSealed || this.#wordsPause-- > 0) return undefined;
    const rows = segment.sealedText()?.rowsWith(words, after, upTo);
    this.#wordsPause = rows ? 0 : PAUSE;
    return rows;
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

/** The index of the first row that is greater; the rows ascend. */
function firstBehind(rows: Float64Array, row: RowId): number {
  return firstIndex(rows.length, (index) => (rows[index] ?? 0) <= row);
}
