// Service, host and message of a payload under the names that sources use: what the table shows, and what filters mean.

/** The most telling name first; a dot is a nested object, or a dot in the name. The first one is the field's own. */
export const SHOWN_NAMES = {
  service: ['service', 'service.name', 'service_name', 'app', 'application', 'component', 'logger'],
  host: ['host', 'hostname', 'host.name', 'node'],
  message: ['message', 'msg', 'log', '@message', 'text'],
} as const;

export type ShownField = keyof typeof SHOWN_NAMES;
export const SHOWN_FIELDS: readonly ShownField[] = ['service', 'host', 'message'];
export type ShownValue = string | number | boolean;

type Payload = Record<string, unknown>;

export function isShownField(name: string): name is ShownField {
  return Object.hasOwn(SHOWN_NAMES, name);
}

/**
 * The first of the field's names that has a value, which is no list, no object and not empty; names as written come before
 * names in another case (Message, HOST). `payload` is parsed JSON, undefined where the record is none.
 */
export function shownValue(payload: unknown, field: ShownField): ShownValue | undefined {
  if (!isObject(payload)) return undefined;
  const names: readonly string[] = SHOWN_NAMES[field];
  for (const name of names) {
    const value = shown(lookUp(payload, name));
    if (value !== undefined) return value;
  }
  for (const [key, inner] of Object.entries(payload)) {
    const value = names.includes(key.toLowerCase()) ? shown(inner) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lookUp(payload: Payload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  const dot = name.indexOf('.');
  const outer = dot < 0 ? undefined : payload[name.slice(0, dot)];
  return isObject(outer) && Object.hasOwn(outer, name.slice(dot + 1)) ? outer[name.slice(dot + 1)] : undefined;
}

function shown(value: unknown): ShownValue | undefined {
  // A number that was parsed with all its digits.
  if (typeof value === 'bigint') return String(value);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}
