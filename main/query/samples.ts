// Records that stand for many: of a field, a sample has what the records have that it stands for, and nothing else, so that each
// filter on the field judges it as it judges them. Columns (store/columns.ts) keep the samples of a field, and which of them each
// record has; a filter is then a question to a few samples, put to them by its own SQL.
//
// What SQL looks at is what json-sql.ts and shown-sql.ts make of a field. Where keys are there twice it sees the first and JSON.parse
// the last: what cannot be told apart stands for itself.
import { type ShownField, shownValue } from '../base/shown-fields.ts';

/** Of a record that does not have the field, or is not JSON. */
export const NOTHING = '{}';

/** For JSON.parse: a number as it is written. */
class Written {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
function keepWriting(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? new Written(context?.source ?? String(value)) : value;
}

/** `cell` is JSON: the value at one of the field's paths. */
export function sampleOfValue(keys: readonly string[], cell: string): string {
  return keys.reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, told(cell));
}

/** Of an object, or of a list without scalars, only that it is there can be asked. */
function told(cell: string): string {
  if (cell.startsWith('{')) return '{}';
  if (!cell.startsWith('[') || !/[[{]/.test(cell.slice(1))) return cell;
  const list: unknown = JSON.parse(cell, keepWriting);
  return Array.isArray(list) ? json(scalarsOf(list)) : cell;
}
function scalarsOf(list: readonly unknown[]): unknown[] {
  return list.filter((one) => typeof one !== 'object' || one === null || one instanceof Written);
}

/** Of a whole record that has the path in several ways, or a list on it. */
export function sampleOfPath(path: string, record: string): string {
  const payload: unknown = JSON.parse(record, keepWriting);
  // A key that is there twice is lost in parsing.
  return json(payload).length === record.length ? json(cut(payload, path) ?? {}) : record;
}

/** What lies on the path, as valuesAt of match.ts looks for it. */
function cut(value: unknown, path: string): unknown {
  if (Array.isArray(value)) {
    const members = value.map((member) => cut(member, path)).filter((member) => member !== undefined);
    return members.length === 0 ? undefined : members;
  }
  if (typeof value !== 'object' || value === null || value instanceof Written) return undefined;
  const found = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    const left =
      key === path ? ended(inner) : path.startsWith(`${key}.`) ? cut(inner, path.slice(key.length + 1)) : undefined;
    if (left !== undefined) found.set(key, left);
  }
  return found.size === 0 ? undefined : found;
}
/** What `told` says of a value that was parsed. */
function ended(value: unknown): unknown {
  if (Array.isArray(value)) return scalarsOf(value);
  return typeof value === 'object' && value !== null && !(value instanceof Written) ? {} : value;
}

function json(value: unknown): string {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = value instanceof Map ? [...value] : Object.entries(value);
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${json(inner)}`).join(',')}}`;
}

/** Another name for each, which is shown where its own has nothing. */
const OTHER_NAMES: Record<Exclude<ShownField, 'message'>, string> = { service: 'service_name', host: 'hostname' };

/** Of a whole record that does not have the name itself, or nothing under it that is shown. */
export function sampleOfShown(name: Exclude<ShownField, 'message'>, record: string): string {
  const payload: unknown = JSON.parse(record);
  if (typeof payload !== 'object' || payload === null) return record;
  const own: unknown = Object.hasOwn(payload, name) ? Reflect.get(payload, name) : undefined;
  const isEmpty = own === undefined || own === null || own === '' || (typeof own === 'object' && !Array.isArray(own));
  const shown = shownValue(payload, name);
  // Digits may have been lost.
  if (!isEmpty || (typeof shown === 'number' && !Number.isSafeInteger(shown))) return record;
  return JSON.stringify({
    ...(own !== undefined && { [name]: ended(own) }),
    ...(shown !== undefined && { [OTHER_NAMES[name]]: shown }),
  });
}
