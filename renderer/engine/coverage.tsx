// What the cache holds of each partition, asked for once for all that show it.
import { createContext, type ReactNode, useContext } from 'react';
import type { Coverage } from '../../main/contract/records.ts';
import type { Answer } from './use-answer.ts';
import { useCall } from './use-call.ts';
import { useDrivenBy, usePace } from './use-pace.ts';
import { useWatch } from './use-watch.ts';

export type KnownCoverage = Answer<Coverage> & {
  /** asked for when the holes and the fetches were as they are now */
  fresh: boolean;
};

const CoverageContext = createContext<KnownCoverage | null>(null);

const LEAST_MS = 1000;
/** The tick does not tell of every change, such as a hole that became another one. */
const MOST_MS = 30_000;

export function CoverageProvider({ children }: { children: ReactNode }) {
  const tick = useWatch('cache.tick');
  const fills = useWatch('fill.jobs');
  const pacing = usePace();
  const [pace] = pacing;
  const answer = useCall('cache.coverage', {}, pace.version);
  const filled = fills?.jobs.map(({ id, state, done }) => `${id} ${state} ${done}`).join();
  const trigger = `${tick?.holes} ${tick?.followed} ${tick?.elsewhere} ${filled}`;
  useDrivenBy(pacing, { live: true, trigger, loading: answer.loading, leastMs: LEAST_MS, mostMs: MOST_MS });
  const fresh = !answer.loading && pace.trigger === trigger;
  return <CoverageContext value={{ ...answer, fresh }}>{children}</CoverageContext>;
}

/** The latest answer; while it is asked anew, the one before stays. */
export function useCoverage(): KnownCoverage {
  const answer = useContext(CoverageContext);
  if (!answer) throw new Error('useCoverage outside of a CoverageProvider');
  return answer;
}
