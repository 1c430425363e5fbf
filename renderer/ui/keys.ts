// Keys that work wherever the focus is, except while something is typed or a dialog is open.
import { useEffect, useRef } from 'react';

const MAC = /^Mac/.test(navigator.platform);
/** The key that shortcuts begin with, as it is written on the keyboard. */
export const MOD = MAC ? '⌘' : 'Ctrl';

/** Whether a click is with that key; on a Mac, one with Ctrl is a right click. */
export function isModClick({ ctrlKey, metaKey }: { ctrlKey: boolean; metaKey: boolean }): boolean {
  return MAC ? metaKey : ctrlKey;
}

/**
 * Each action with the values of event.key that start it, case-sensitive: 'G' is Shift+g. With Ctrl or Command it is 'Mod+a', and
 * keys without a character of their own have 'Shift+ArrowDown'. An action that returns false leaves the key to the browser.
 */
export type Keys = readonly (readonly [keys: readonly string[], act: () => unknown])[];

export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isBusy(event.target, event.key)) return;
      const name = nameOf(event);
      const found = latest.current.find(([keys]) => keys.includes(name));
      if (found && found[1]() !== false) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** A letter with the key that shortcuts begin with; also while something is typed. */
export function useModKey(letter: string, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (letterOf(event) !== letter || event.altKey || event.shiftKey || !isModClick(event)) return;
      if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [letter]);
}

/** Letters as they are on the key, whatever Caps Lock or an input method (Hangul) makes of them. */
function letterOf(event: KeyboardEvent): string {
  const { key, code, shiftKey } = event;
  const isForeign = /^Key[A-Z]$/.test(code) && key.charCodeAt(0) > 127;
  if (!isForeign && !(/^[A-Za-z]$/.test(key) && event.getModifierState('CapsLock'))) return key;
  const letter = isForeign ? code.slice(3) : key;
  return shiftKey ? letter.toUpperCase() : letter.toLowerCase();
}

function nameOf(event: KeyboardEvent): string {
  const { shiftKey, ctrlKey, metaKey } = event;
  const key = letterOf(event);
  if (ctrlKey || metaKey) return `Mod+${key.toLowerCase()}`;
  return shiftKey && key.length > 1 ? `Shift+${key}` : key;
}

/** Whether the key means something to what has the focus. */
function isBusy(target: EventTarget | null, key: string): boolean {
  if (document.querySelector('[role="dialog"], [role="listbox"], [role="menu"]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"]')) return true;
  if (target.closest('[role="tablist"], [role="radiogroup"], [role="separator"]')) return key.startsWith('Arrow');
  return (key === 'Enter' || key === ' ') && target.closest('button, a, summary, input, label') !== null;
}
