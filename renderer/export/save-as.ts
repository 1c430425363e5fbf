// The system's own "save as", where there is one: in Electron, through its preload.
declare global {
  interface Window {
    tailwater?: { chooseExportFile?: (suggested: string) => Promise<string | null> };
  }
}

/** undefined in a browser. Resolves with the path chosen, or null where the person thought better of it. */
export function saveAs(): ((suggested: string) => Promise<string | null>) | undefined {
  return window.tailwater?.chooseExportFile;
}
