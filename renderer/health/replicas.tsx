import type { PartitionHealth } from '../../main/contract/health.ts';
import { useText } from '../ui/text.ts';

/** The replicas as boxes in the order of their assignment: leader, in sync, being copied, not in sync, offline. */
export function Replicas({ partition }: { partition: PartitionHealth }) {
  const text = useText();
  const { leader, replicas, isr, adding = [], offlineReplicas } = partition;
  const lead = (id: number) => id === leader;
  const offline = (id: number) => offlineReplicas.includes(id);
  const following = (id: number) => !lead(id) && isr.includes(id) && !offline(id);
  const behind = replicas.filter((id) => !lead(id) && !following(id) && !offline(id));
  const copied = behind.filter((id) => adding.includes(id));
  const lagging = behind.filter((id) => !adding.includes(id));
  const words = text.health.replicas;
  const label = [
    leader === null ? words.noLeader : words.leader(String(leader)),
    ...said(replicas.filter(following), words.inSync),
    ...said(copied, words.adding),
    ...said(lagging, words.outOfSync),
    ...said(replicas.filter(offline), words.offline),
  ].join(', ');
  const kindOf = (id: number) => {
    if (lead(id)) return 'leader';
    if (offline(id)) return 'offline';
    if (lagging.includes(id)) return 'lagging';
    return copied.includes(id) ? 'adding' : 'in-sync';
  };
  return (
    <span className="replicas" role="img" aria-label={label} title={label}>
      {replicas.map((id) => (
        <span key={id} className={`replica ${kindOf(id)}`} aria-hidden>
          {id}
        </span>
      ))}
    </span>
  );
}

function said(ids: number[], say: (ids: string) => string): string[] {
  return ids.length === 0 ? [] : [say(ids.join(', '))];
}
