// Opens the session, then saves the connection for the next time.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorData } from '../../main/contract/errors.ts';
import { splitSecrets } from '../../main/contract/secrets.ts';
import type { OpenSession, Profile } from '../../main/contract/session.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { shell } from '../engine/shell.ts';
import { closeDialog } from '../state/dialog.ts';
import { profileOf } from './profile.ts';

export function useOpen(profiles: readonly Profile[]): {
  opening: boolean;
  error: ErrorData | undefined;
  /** connected, but why the connection was not saved */
  notSaved: ErrorData | undefined;
  /** `keep`: the secrets too, in the system's key store */
  open(session: OpenSession, remember: boolean, keep: boolean): void;
  cancel(): void;
} {
  const engine = useEngine();
  const [opening, setOpening] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [notSaved, setNotSaved] = useState<ErrorData>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const open = async (session: OpenSession, remember: boolean, keep: boolean) => {
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
      if (remember) {
        const profile = profileOf(session, profiles);
        await engine.call('profiles.save', { profile });
        const { secrets } = splitSecrets(session.connection);
        if (keep && secrets) await shell()?.keepSecrets(profile.id, secrets);
        else await shell()?.forgetSecrets(profile.id);
      }
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
  return { opening, error, notSaved, open: (...given) => void open(...given), cancel };
}
