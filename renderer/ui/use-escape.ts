import { useEffect } from 'react';

/** While something is dragged, Escape cancels that and nothing else. `cancel` is stable. */
export function useEscape(isActive: boolean, cancel: () => void): void {
  useEffect(() => {
    if (!isActive) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      cancel();
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [isActive, cancel]);
}
