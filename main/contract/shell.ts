// What Electron's preload gives the page as `window.tailwater`; absent in a browser. Only what a page cannot do by itself.
export type Shell = {
  /** Asks where to save; resolves with the absolute path, or null when the person cancels. */
  chooseExportFile(defaultPath: string): Promise<string | null>;
  /** Shows a file in the system's file manager. Rejects where it does not exist. */
  revealFile(path: string): Promise<void>;
};
