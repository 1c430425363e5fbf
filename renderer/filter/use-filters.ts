// The filters that are kept with the cache: saved ones, and the latest that were used.
import { useCallback, useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { Filters, SavedFilter } from '../../main/contract/filters.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useCall } from '../engine/use-call.ts';

export type KeptFilters = Filters & {
  /** why they cannot be told, or why the last change was not kept */
  error: ErrorData | undefined;
  used(filter: string): void;
  save(filter: SavedFilter): void;
  remove(id: string): void;
};

const NONE: Filters = { saved: [], recent: [] };

export function useFilters(): KeptFilters {
  const engine = useEngine();
  const [version, setVersion] = useState(0);
  const [failure, setFailure] = useState<ErrorData>();
  const list = useCall('filters.list', {}, version);
  const change = useCallback((changing: Promise<unknown>) => {
    changing.then(
      () => {
        setFailure(undefined);
        setVersion((old) => old + 1);
      },
      (error: unknown) => setFailure(visibleError(error)),
    );
  }, []);
  const latest = list.data?.recent[0];
  const used = useCallback(
    (filter: string) => {
      const text = filter.trim();
      if (text !== '' && text !== latest) change(engine.call('filters.used', { filter: text }));
    },
    [engine, change, latest],
  );
  return {
    ...(list.data ?? NONE),
    error: list.error ?? failure,
    used,
    save: (filter) => change(engine.call('filters.save', filter)),
    remove: (id) => change(engine.call('filters.remove', { id })),
  };
}
