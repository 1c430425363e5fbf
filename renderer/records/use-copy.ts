// Copying records: whole, as an export has them, whatever the table shows of them.
import { useEffect, useRef, useState } from 'react';
import type { ExportFormat } from '../../main/contract/export.ts';
import type { Client } from '../../main/contract/methods.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { type Ranges, sizeOf } from '../state/ranges.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';
import type { Pages } from './pages.ts';

/** Browsers hand more to the clipboard only after long waits. UTF-16 units. */
const MOST_CHARS = 32_000_000;

/** What is to be copied: ranks of a view that stands still, or one row. */
export type Copied = { pages: Pages; ranges: Ranges } | { row: number };

export type Copying = {
  /** how many are being copied; undefined: none */
  copying: number | undefined;
  copy(what: Copied, format: ExportFormat): void;
};

/** tell: gets how many were copied, or why none was. */
export function useCopy(tell: (text: string) => void): Copying {
  const engine = useEngine();
  const text = useText().records.chosen;
  const format = useFormat();
  const told = useTold();
  const [copying, setCopying] = useState<number>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const copy = async (what: Copied, as: ExportFormat) => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const wanted = 'row' in what ? 1 : sizeOf(what.ranges);
    setCopying(wanted);
    try {
      const copied = await textOf(engine, what, as, abort.signal);
      if (copied === undefined) return tell(text.failed(text.tooLong(format.bytes(MOST_CHARS))));
      const { whole, records } = copied;
      try {
        await navigator.clipboard.writeText(whole);
      } catch {
        return tell(text.failed(text.clipboard));
      }
      const counted = format.number(records);
      tell(records === wanted ? text.copied(counted) : text.copiedSome(counted, format.number(wanted)));
    } catch (error) {
      const trouble = visibleError(error);
      if (trouble && !abort.signal.aborted) tell(text.failed(told(trouble)));
    } finally {
      if (running.current === abort) setCopying(undefined);
    }
  };
  return { copying, copy: (what, as) => void copy(what, as) };
}

/** undefined: it is too long. */
async function textOf(
  engine: Client,
  what: Copied,
  format: ExportFormat,
  signal: AbortSignal,
): Promise<{ whole: string; records: number } | undefined> {
  const rows = 'row' in what ? [what.row] : await rowsOf(what.pages, what.ranges, signal);
  const parts: string[] = [];
  let chars = 0;
  let records = 0;
  for await (const part of engine.stream('records.copy', { rows, format }, signal)) {
    parts.push(part.text);
    chars += part.text.length;
    records += part.records;
    if (chars > MOST_CHARS) return undefined;
  }
  const whole = parts.join('');
  // What is pasted into a line should not bring the line's end along; a file's lines have it.
  return { whole: format === 'text' ? whole.replace(/\n$/, '') : whole, records };
}

async function rowsOf(pages: Pages, ranges: Ranges, signal: AbortSignal): Promise<number[]> {
  const rows: number[] = [];
  for (const [from, to] of ranges) rows.push(...(await pages.rows(from, to, signal)).map(({ key }) => key.row));
  return rows;
}
