// What Electron's preload gives the page as `window.tailwater`; absent in a browser. Only what a page cannot do by itself.
import type { Secrets } from './secrets.ts';

export type Shell = {
  /** Asks where to save; resolves with the absolute path, or null when the person cancels. */
  chooseExportFile(defaultPath: string): Promise<string | null>;
  /** Shows a file in the system's file manager. Rejects where it does not exist. */
  revealFile(path: string): Promise<void>;
  /** Whether the system has a key store that can be trusted with secrets. */
  keepsSecrets(): Promise<boolean>;
  /** In place of those that were kept under this profile. Rejects where there is no key store. */
  keepSecrets(profileId: string, secrets: Secrets): Promise<void>;
  /** null: none are kept, or they cannot be decrypted any more. */
  recallSecrets(profileId: string): Promise<Secrets | null>;
  forgetSecrets(profileId: string): Promise<void>;
};
