// The one client of this page, handed down by main.tsx.
import { createContext, useContext } from 'react';
import type { Client } from '../../main/contract/methods.ts';

export const EngineContext = createContext<Client | null>(null);

/** The engine. Throws outside of an EngineContext: a fault of ours, not of the connection. */
export function useEngine(): Client {
  const client = useContext(EngineContext);
  if (!client) throw new Error('useEngine outside of an EngineContext');
  return client;
}
