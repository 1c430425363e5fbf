// Opens the session, then saves the connection for the next time.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { OpenSession, Profile } from '../../main/contract/session.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { closeDialog } from '../state/dialog.ts';
import { profileOf } from './profile.ts';

export function useOpen(profiles: readonly Profile[]): {
  opening: boolean;
  error: ErrorData | undefined;
  /** connected, but why the connection was not saved */
  notSaved: ErrorData | undefined;
  open(session: OpenSession, remember: boolean): void;
  cancel(): void;
} {
  const engine = useEngine();
  const [opening, setOpening] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [notSaved, setNotSaved] = useState<ErrorData>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const open = async (session: OpenSession, remember: boolean) => {
    const mine = new AbortController();
    abort.current = mine;
    setOpening(true);
    setError(undefined);
    try {
      await engine.call('session.open', session, mine.signal);
    } catch (failure) {
      if (!mine.signal.aborted) setError(visibleError(failure));
      setOpening(false);
      return;
    }
    try {
      if (remember) await engine.call('profiles.save', { profile: profileOf(session, profiles) });
      closeDialog();
    } catch (failure) {
      setNotSaved(visibleError(failure));
      setOpening(false);
    }
  };
  const cancel = useCallback(() => {
    abort.current?.abort();
    // It may have been opened just now, before the engine heard of it.
    engine.call('session.close', {}).catch((failure: unknown) => setError(visibleError(failure)));
  }, [engine]);
  return { opening, error, notSaved, open: (session, remember) => void open(session, remember), cancel };
}
