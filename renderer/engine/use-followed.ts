import { useSame } from './use-same.ts';
import { useWatch } from './use-watch.ts';

const NONE: readonly string[] = [];

/** The topics that this session follows. */
export function useFollowed(): readonly string[] {
  return useSame(useWatch('session.status')?.topics ?? NONE);
}
