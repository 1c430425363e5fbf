import type { PartitionHealth } from '../../main/contract/health.ts';
import { useText } from '../ui/text.ts';

/** The replicas as boxes in the order of their assignment: leader, in sync, not in sync, offline. */
export function Replicas({ partition }: { partition: PartitionHealth }) {
  const text = useText();
  const { leader, replicas, isr, offlineReplicas } = partition;
  const lead = (id: number) => id === leader;
  const offline = (id: number) => offlineReplicas.includes(id);
  const following = (id: number) => !lead(id) && isr.includes(id) && !offline(id);
  const lagging = replicas.filter((id) => !lead(id) && !following(id) && !offline(id));
  const words = text.health.replicas;
  const label = [
    leader === null ? words.noLeader : words.leader(String(leader)),
    ...said(replicas.filter(following), words.inSync),
    ...said(lagging, words.outOfSync),
    ...said(replicas.filter(offline), words.offline),
  ].join(', ');
  const kindOf = (id: number) =>
    lead(id) ? 'leader' : offline(id) ? 'offline' : lagging.includes(id) ? 'lagging' : 'in-sync';
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
