// A replica as a shape: a disc leads, a ring follows, a broken ring is being copied, a triangle lags, a cross is gone. Shapes tell them apart, colours help.
import type { ReplicaState } from './map-brokers.ts';

export const MARKED_STATES: readonly ReplicaState['kind'][] = ['leader', 'inSync', 'adding', 'outOfSync', 'missing'];

/** A bar below: it is preferred as leader, and does not lead. */
export function ReplicaMark({ kind, isPreferred }: { kind: ReplicaState['kind']; isPreferred: boolean }) {
  return (
    <svg width="16" height="18" viewBox="0 -1 16 18" className={`replica-mark ${kind}`} aria-hidden="true">
      {kind === 'leader' ? <circle cx="8" cy="8" r="6" /> : null}
      {kind === 'adding' ? <circle cx="8" cy="8" r="5" strokeDasharray="2.4 2.8" /> : null}
      {kind === 'inSync' ? <circle cx="8" cy="8" r="5" /> : null}
      {kind === 'outOfSync' ? <path d="M8 2 14 13H2Z" /> : null}
      {kind === 'missing' ? <path d="M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5" /> : null}
      {isPreferred && kind !== 'leader' ? <path className="mark-preferred" d="M3 17H13" /> : null}
    </svg>
  );
}
