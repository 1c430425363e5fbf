// The system's key store, where the host has one: secrets of saved connections, which the page itself never stores.
import { useCallback, useEffect, useState } from 'react';
import type { Secrets } from '../../main/contract/secrets.ts';
import { shell } from '../engine/shell.ts';
import type { Draft } from './draft.ts';

export type KeyStore = {
  /** none: not in a desktop app; missing: the system has none that can be trusted */
  state: 'none' | 'missing' | 'there';
  /** of the chosen connection, as they were kept */
  kept: Secrets | undefined;
  /** the key store's own words, where it failed */
  trouble: string | undefined;
  forget(profileId: string): Promise<void>;
};

/**
 * `recalled` is called once for each connection that is chosen and has secrets kept. wanted: there may be secrets; else the system
 * is not asked, as it may ask the person first.
 */
export function useKeyStore(
  chosen: string | undefined,
  wanted: boolean,
  recalled: (secrets: Secrets) => void,
): KeyStore {
  const host = shell();
  const [state, setState] = useState<KeyStore['state']>('none');
  const [kept, setKept] = useState<{ of: string; secrets: Secrets }>();
  const [trouble, setTrouble] = useState<string>();
  const failed = useCallback(
    (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)),
    [],
  );

  useEffect(() => {
    if (wanted) host?.keepsSecrets().then((keeps) => setState(keeps ? 'there' : 'missing'), failed);
  }, [host, wanted, failed]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `recalled` is new at each render; only another choice recalls.
  useEffect(() => {
    if (!host || state !== 'there' || chosen === undefined) return;
    let current = true;
    host.recallSecrets(chosen).then((secrets) => {
      if (!current || !secrets) return;
      setKept({ of: chosen, secrets });
      recalled(secrets);
    }, failed);
    return () => {
      current = false;
    };
  }, [host, state, chosen, failed]);

  const forget = useCallback(
    async (profileId: string) => {
      try {
        await host?.forgetSecrets(profileId);
        setKept(undefined);
      } catch (error) {
        failed(error);
      }
    },
    [host, failed],
  );
  return { state, kept: kept?.of === chosen ? kept?.secrets : undefined, trouble, forget };
}

/** Only with a saved connection is there something to keep them under. */
export function keepsSecrets(draft: Draft, keyStore: KeyStore): boolean {
  return keyStore.state === 'there' && draft.keepSecrets && draft.remember;
}
