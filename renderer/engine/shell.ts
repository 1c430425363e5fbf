// What only the shell of a desktop app can do; absent in a browser.
import type { Shell } from '../../main/contract/shell.ts';

declare global {
  interface Window {
    tailwater?: Shell;
  }
}

export function shell(): Shell | undefined {
  return window.tailwater;
}
