// The views that are kept with the cache.
import { useCallback } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { SavedView } from '../../main/contract/views.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useCall } from '../engine/use-call.ts';
import { createStore, useStore } from '../state/store.ts';

/** Whoever shows them asks again after a change by anybody of this page. */
const version = createStore(0);
const failed = createStore<ErrorData | undefined>(undefined);

export type KeptViews = {
  views: readonly SavedView[];
  isKnown: boolean;
  /** why they cannot be told, or why the last change was not kept */
  error: ErrorData | undefined;
  save(views: SavedView[]): void;
  remove(id: string): void;
};

export function useViews(): KeptViews {
  const engine = useEngine();
  const list = useCall('views.list', {}, useStore(version));
  const change = useCallback((changing: Promise<unknown>) => {
    changing.then(
      () => {
        failed.set(undefined);
        version.set((old) => old + 1);
      },
      (error: unknown) => failed.set(visibleError(error)),
    );
  }, []);
  const failure = useStore(failed);
  return {
    views: list.data?.views ?? [],
    isKnown: list.data !== undefined,
    error: list.error ?? failure,
    save: (views) => change(engine.call('views.save', { views })),
    remove: (id) => change(engine.call('views.remove', { id })),
  };
}
