// What of a payload is shown as a line of the table. Read at view time, so a better rule shows at once on what is stored.

export type Display = { service: string | null; host: string | null; message: string };

/** Names that sources use, the most telling first; a dot is a nested object, or a dot in the name. */
const SERVICE = ['service', 'service.name', 'service_name', 'app', 'application', 'component', 'logger'];
const HOST = ['host', 'hostname', 'host.name', 'node'];
const MESSAGE = ['message', 'msg', 'log', '@message', 'text'];

const MOST_CHARACTERS = 2000;

/** `payload` is the parsed JSON object of the record, undefined where it is none; `text` is the value as text. */
export function displayOf(payload: unknown, text: string): Display {
  if (!isObject(payload)) return { service: null, host: null, message: cut(text) };
  return {
    service: find(payload, SERVICE) ?? null,
    host: find(payload, HOST) ?? null,
    message: cut(find(payload, MESSAGE) ?? text),
  };
}

/** At most 2,000 characters, and no half of a surrogate pair. */
export function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
  return text.slice(0, end);
}

type Payload = Record<string, unknown>;

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of the names that has a value; names as written come before names in another case (Message, HOST). */
function find(payload: Payload, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = scalarText(lookUp(payload, name));
    if (text !== undefined) return text;
  }
  for (const [key, value] of Object.entries(payload))
    if (names.includes(key.toLowerCase())) {
      const text = scalarText(value);
      if (text !== undefined) return text;
    }
  return undefined;
}

function lookUp(payload: Payload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  const dot = name.indexOf('.');
  const outer = dot < 0 ? undefined : payload[name.slice(0, dot)];
  return isObject(outer) && Object.hasOwn(outer, name.slice(dot + 1)) ? outer[name.slice(dot + 1)] : undefined;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
