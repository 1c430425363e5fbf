// What an alert's condition makes of what is known at one time.
import type { AlertEntry, NotJudged } from '../contract/alerts.ts';

/** `from`, `to`: the times that were judged; null: since it holds. */
export type Verdict =
  | { judged: false; why: NotJudged }
  | ({ judged: true; holds: boolean; window: { from: number; to: number } | null } & Pick<
      AlertEntry,
      'value' | 'subjects'
    >);

export function notJudged(why: NotJudged): Verdict {
  return { judged: false, why };
}
