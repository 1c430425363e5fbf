// Keys that work wherever the focus is, except while something is typed or a dialog is open.
import { useEffect, useRef } from 'react';

/** Each action with the values of event.key that start it, case-sensitive: 'G' is Shift+g. */
export type Keys = readonly (readonly [keys: readonly string[], act: () => void])[];

export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target, event.key))
        return;
      const found = latest.current.find(([keys]) => keys.includes(event.key));
      if (!found) return;
      event.preventDefault();
      found[1]();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** A letter with Ctrl, or with ⌘ where that is what shortcuts are made with; also while something is typed. */
export function useModKey(letter: string, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const mac = /mac/i.test(navigator.platform);
    const press = (event: KeyboardEvent) => {
      if (event.key !== letter || event.altKey || event.shiftKey || !(mac ? event.metaKey : event.ctrlKey)) return;
      if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [letter]);
}

/** Whether the key means something to what has the focus. */
function isBusy(target: EventTarget | null, key: string): boolean {
  if (document.querySelector('[role="dialog"], [role="listbox"], [role="menu"]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"]')) return true;
  if (target.closest('[role="tablist"], [role="radiogroup"], [role="separator"]')) return key.startsWith('Arrow');
  return (key === 'Enter' || key === ' ') && target.closest('button, a, summary, input, label') !== null;
}
