// The text format of Prometheus, version 0.0.4: families of gauges. What is not known has no sample: it is not nought.
import type { Severity } from '../contract/health.ts';
import type { Micros } from '../contract/units.ts';

export type Labels = Record<string, string | number>;
export type Sample = [labels: Labels, value: number | null];

export const STATUS: Record<Severity, number> = { ok: 0, unknown: 1, warning: 2, error: 3 };
export const STATUS_HELP = '0 healthy, 1 unknown, 2 warning, 3 error';

/** Its name, what it is, and how it is read of one of those that have it; null: not known. */
export type Figure<T> = readonly [name: string, help: string, of: (one: T) => number | null];

/** The same figures of several things: a family each, and in it a sample of each thing. */
export function figures<T>(things: readonly T[], labelsOf: (one: T) => Labels, all: readonly Figure<T>[]): string[] {
  return all.map(([name, help, of]) =>
    family(
      name,
      help,
      things.map((one): Sample => [labelsOf(one), of(one)]),
    ),
  );
}

/** Of what is looked at more seldom than the partitions: whether the last look succeeded, and when it was. */
export function looked(
  name: string,
  { succeeded, at }: { succeeded: string; at: string },
  { sampledAt, error }: { sampledAt: Micros | null; error: unknown },
): string[] {
  const isNone = sampledAt === null && error === null;
  return [
    family(`${name}_up`, succeeded, [[{}, isNone ? null : Number(error === null)]]),
    family(`${name}_last_sample_timestamp_seconds`, at, [[{}, sampledAt === null ? null : sampledAt / 1e6]]),
  ];
}

/** All are gauges: even an offset may fall, where a log is cut or made anew. */
export function family(name: string, help: string, samples: readonly Sample[]): string {
  const told = samples.filter((sample): sample is [Labels, number] => sample[1] !== null);
  if (told.length === 0) return '';
  const full = `tailwater_${name}`;
  const lines = told.map(([labels, value]) => `${full}${labelText(labels)} ${numberText(value)}\n`).join('');
  return `# HELP ${full} ${help}.\n# TYPE ${full} gauge\n${lines}`;
}

function numberText(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value);
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
