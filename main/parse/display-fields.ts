// The fields of a structured payload, flattened as filters name them: nested keys with dots, members of lists one by one.

export type FlatField = { path: string; value: string; type: 'string' | 'number' | 'boolean' | 'null' };

/** A payload with more fields than this is a document: the rest is in its text. */
const MOST_FIELDS = 2000;

/** Filter `path: value` finds the record by each of these. An empty object or list has no field. */
export function flatFields(payload: unknown): FlatField[] {
  const fields: FlatField[] = [];
  collect(payload, '', fields);
  return fields;
}

function collect(value: unknown, path: string, into: FlatField[]): void {
  if (into.length >= MOST_FIELDS) return;
  if (Array.isArray(value)) {
    for (const member of value) collect(member, path, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) collect(inner, path === '' ? key : `${path}.${key}`, into);
  } else if (path !== '') {
    const type = typeof value;
    if (type === 'string' || type === 'number' || type === 'boolean') into.push({ path, value: String(value), type });
    else if (type === 'bigint') into.push({ path, value: String(value), type: 'number' });
    else into.push({ path, value: 'null', type: 'null' });
  }
}
