// How severities are ordered wherever they are sorted by.
import type { Severity } from '../../main/contract/health.ts';

/** The worst is the greatest: an unknown state may hide an error, so it ranks above ok. */
export const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, unknown: 1, ok: 0 };

export function worse(a: Severity, b: Severity): Severity {
  return RANK[b] > RANK[a] ? b : a;
}
