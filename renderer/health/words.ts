// A trouble in words, in the language of the page.
import type { Severity } from '../../main/contract/health.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';

export const TONES: Record<Severity, 'ok' | 'warn' | 'error' | 'info'> = {
  ok: 'ok',
  warning: 'warn',
  error: 'error',
  unknown: 'info',
};

/** "audit.login-3, app.auth-7, app.auth-2 and 4 more" */
export function namesOf(names: readonly string[], most: number, text: Text, format: Format): string {
  const shown = names.slice(0, most).join(', ');
  return names.length <= most ? shown : `${shown} ${text.health.more(format.number(names.length - most))}`;
}
