// Looks that follow each other: on a terminal the page drawn anew, elsewhere each change as a line.
import type { ClusterLook } from '../../contract/look.ts';
import { changes } from './health-changes.ts';
import { notesOf, pageLines } from './health-page.ts';
import { type Firsts, firstsOf } from './health-shape.ts';
import { verdictOf } from './health-verdict.ts';
import { print, printLines, say } from './output.ts';
import { printable } from './printable.ts';
import { clip } from './text-width.ts';

/** An alternate screen without a cursor: what the terminal showed before comes back afterwards. */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?1049l\x1b[?25h';

export type WatchOptions = { json: boolean; all: boolean; interrupt: AbortSignal };

/** Ends with the looks, or when the signal aborts; undefined: before the first of them. */
export async function watchHealth(
  looks: AsyncIterable<ClusterLook>,
  options: WatchOptions,
): Promise<ClusterLook | undefined> {
  const { json, all, interrupt } = options;
  using screen = !json && process.stdout.isTTY ? new Screen() : undefined;
  let last: ClusterLook | undefined;
  let from: Firsts | null = null;
  const told = new Set<string>();
  try {
    for await (const look of looks) {
      from = firstsOf(from, look);
      const shape = { all, columns: screen?.columns, from, hasNotes: screen !== undefined };
      if (json) await print(`${JSON.stringify({ ...look, verdict: verdictOf(look) })}\n`);
      else if (screen) await screen.draw(pageLines(look, shape, screen.rows));
      else await printLines(last ? changes(last, look) : pageLines(look, shape));
      // Said again when it is gone and comes back; on the screen it would be drawn over, and is part of the page.
      const notes = notesOf(look);
      if (!screen) for (const note of notes) if (!told.has(note)) say(note);
      told.clear();
      for (const note of notes) told.add(note);
      last = look;
    }
  } catch (error) {
    if (!interrupt.aborted) throw error;
  }
  screen?.[Symbol.dispose]();
  // What was seen last stays in the terminal.
  if (screen && last) await printLines(pageLines(last, { all, columns: screen.columns, from, hasNotes: true }));
  return last;
}

class Screen implements Disposable {
  #isLeft = false;
  readonly #leave = () => this[Symbol.dispose]();

  constructor() {
    // Also where a second Ctrl-C ends the process at once.
    process.once('exit', this.#leave);
    process.stdout.write(ENTER);
  }
  get columns(): number {
    return process.stdout.columns || 120;
  }
  get rows(): number {
    return process.stdout.rows || 40;
  }
  /** What does not fit is cut and said: a page that scrolls is drawn in the wrong place. */
  async draw(lines: readonly string[]): Promise<void> {
    const { rows } = this;
    const left = lines.length - rows;
    const shown =
      left > 0 ? [...lines.slice(0, rows - 1), `… ${left + 1} more lines: a taller window shows them.`] : lines;
    await print(frameOf(shown, this));
  }
  [Symbol.dispose](): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    process.off('exit', this.#leave);
    process.stdout.write(LEAVE);
  }
}

/**
 * Each line is erased before it is written: behind one that fills the width the cursor still stands on its last cell, and erasing would
 * take that.
 */
export function frameOf(lines: readonly string[], { columns, rows }: { columns: number; rows: number }): string {
  const drawn = lines.map((line) => `\x1b[2K${clip(printable(line), columns)}`).join('\r\n');
  return `\x1b[H${drawn}${lines.length < rows ? '\r\n\x1b[J' : ''}`;
}
