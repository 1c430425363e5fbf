// A trouble in words, in the language of the page.
import type { Severity } from '../../main/contract/health.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';
import { shown } from '../ui/told.ts';
import type { Trouble } from './troubles.ts';

export const TONES: Record<Severity, 'ok' | 'warn' | 'error' | 'info'> = {
  ok: 'ok',
  warning: 'warn',
  error: 'error',
  unknown: 'info',
};

/** The sentence of a trouble; `missing` names all brokers that are not in sync. */
export function whyOf(trouble: Pick<Trouble, 'reason' | 'missingBrokers'>, text: Text, format: Format): string {
  return text.health.why[trouble.reason.code]({
    ...shown(trouble.reason.values, format),
    missing: trouble.missingBrokers.join(', '),
  });
}

/** "audit.login-3, app.auth-7, app.auth-2 and 4 more" */
export function namesOf(names: readonly string[], most: number, text: Text, format: Format): string {
  const shown = names.slice(0, most).join(', ');
  return names.length <= most ? shown : `${shown} ${text.health.more(format.number(names.length - most))}`;
}
