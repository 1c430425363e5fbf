// Which retention of a topic is a limit, and which is none. Pure.

/** A retention of a hundred years, in milliseconds, is none; a time in microseconds could not hold Kafka's greatest. */
const MOST = { 'retention.ms': 100 * 365 * 86_400_000, 'retention.bytes': Number.MAX_SAFE_INTEGER } as const;

/** As Kafka has it, in milliseconds or bytes; -1 is its word for no limit. */
export function isUnlimited(name: keyof typeof MOST, value: number): boolean {
  return value < 0 || value >= MOST[name];
}
