// A good name for the file of an export. Pure.
import type { ExportFormat } from '../../main/contract/export.ts';
import type { View } from '../../main/contract/records.ts';

/** The times of ui/format.ts: in the zone of the settings. Microseconds. */
type Clock = { time(at: number, style: 'time', digits: number): string; day(at: number): string };

const EXTENSIONS: Record<ExportFormat, string> = { ndjson: 'ndjson', csv: 'csv', text: 'log' };

/** "app.auth 2026-11-23 1302-1402.ndjson"; `now` stands in for an open end. Times in microseconds. */
export function fileName(view: View, format: ExportFormat, clock: Clock, now: number): string {
  const topics = view.topics?.length === 1 ? view.topics[0] : 'logs';
  const minute = (at: number) => clock.time(at, 'time', 0).slice(0, 5).replace(':', '');
  const to = view.to ?? now;
  const span =
    view.from === null
      ? `until ${clock.day(to)} ${minute(to)}`
      : clock.day(view.from) === clock.day(to)
        ? `${clock.day(to)} ${minute(view.from)}-${minute(to)}`
        : `${clock.day(view.from)} ${minute(view.from)} to ${clock.day(to)} ${minute(to)}`;
  return `${safe(`${topics} ${span}`)}.${EXTENSIONS[format]}`;
}

/** What no system refuses in a file's name. */
function safe(name: string): string {
  return [...name.replace(/[<>:"/\\|?*]/g, '-')]
    .filter((one) => one >= ' ')
    .join('')
    .slice(0, 180)
    .trim();
}

export function join(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

export function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

export function folderOf(path: string): string {
  return path.slice(0, path.length - nameOf(path).length);
}

/** The path with another format's extension, if it had that of `from`. */
export function withFormat(path: string, from: ExportFormat, to: ExportFormat): string {
  const old = `.${EXTENSIONS[from]}`;
  return path.endsWith(old) ? `${path.slice(0, -old.length)}.${EXTENSIONS[to]}` : path;
}

/** "a.csv" to "a (2).csv", that to "a (3).csv". */
export function nextName(path: string): string {
  const [, stem = path, number, extension = ''] = /^(.*?)(?: \((\d+)\))?(\.[^./\\]+)?$/s.exec(path) ?? [];
  return `${stem} (${number === undefined ? 2 : Number(number) + 1})${extension}`;
}

/** Absolute on the engine's system: that of the export folder. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || /^[a-z]:[\\/]/i.test(path);
}
