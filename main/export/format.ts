// One record to one line of text. Called for each record of an export, in the reader's thread: below 1.5 us a line.
import type { ExportFormat } from '../contract/export.ts';
import { CSV_HEADER, createCsvLine } from './csv.ts';
import { createNdjsonLine } from './ndjson.ts';
import { buffer } from './parts.ts';
import type { StoredRecord } from './stored-record.ts';

/** It remembers the last times and the topics, so make one for each export. */
export type Formatter = {
  /** the first line with its newline; empty where the format has none */
  header: string;
  /** one record, with the newline behind it */
  line(record: StoredRecord): string;
};

export function createFormatter(format: ExportFormat): Formatter {
  if (format === 'ndjson') return { header: '', line: createNdjsonLine() };
  if (format === 'csv') return { header: CSV_HEADER, line: createCsvLine() };
  return { header: '', line: textLine };
}

/**
 * The value as sent, and a newline: newlines inside a value stay, so a stack trace is several lines. A tombstone is an empty
 * line. Bytes that are not UTF-8 read as U+FFFD: take ndjson for them.
 */
function textLine({ value }: StoredRecord): string {
  return `${value === null ? '' : typeof value === 'string' ? value : buffer(value).toString()}\n`;
}
