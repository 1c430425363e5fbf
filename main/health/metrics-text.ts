// The text format of Prometheus, version 0.0.4: families of gauges. What is not known has no sample: it is not nought.
import type { Severity } from '../contract/health.ts';

export type Labels = Record<string, string | number>;
export type Sample = [labels: Labels, value: number | null];

export const STATUS: Record<Severity, number> = { ok: 0, unknown: 1, warning: 2, error: 3 };
export const STATUS_HELP = '0 healthy, 1 unknown, 2 warning, 3 error';

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
