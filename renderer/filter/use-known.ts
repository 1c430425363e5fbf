// What completion knows of the cache: the fields of the newest records of the range, with their values, whatever is filtered.
import { useCallback, useRef } from 'react';
import type { Fields } from '../../main/contract/records.ts';
import { useEngine } from '../engine/context.ts';
import { usePlace, viewAt } from '../state/place.ts';

const SAMPLE = 3000;
const FRESH_MS = 30_000;
const NOTHING: Fields = { sampled: 0, fields: [] };

/** Asks when it is needed, at most every half a minute for the same range. */
export function useKnown(): () => Promise<Fields> {
  const engine = useEngine();
  const place = usePlace();
  const latest = useRef(place);
  latest.current = place;
  const kept = useRef<{ key: string; at: number; answer: Promise<Fields> } | undefined>(undefined);
  return useCallback(() => {
    const { range, topics } = latest.current;
    const key = JSON.stringify([range, topics]);
    const now = Date.now();
    if (kept.current?.key === key && now - kept.current.at < FRESH_MS) return kept.current.answer;
    const view = { ...viewAt(latest.current, now * 1000, null), filter: '' };
    // Without an answer there are still the words of the language; the table tells of the trouble.
    const answer = engine.call('records.fields', { view, sample: SAMPLE }).catch(() => NOTHING);
    kept.current = { key, at: now, answer };
    return answer;
  }, [engine]);
}
