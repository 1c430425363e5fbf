import { useState } from 'react';
import type { GroupMember } from '../../main/contract/health.ts';
import { Button } from '../ui/button.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { heldBy } from './workers.ts';

/** More topics than these are shown when asked for: else a worker fills the window. */
const TOPICS_AT_FIRST = 5;

/** How many partitions a member of the group reads, and which. */
export function Held({ partitions }: Pick<GroupMember, 'partitions'>) {
  const text = useText();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const held = heldBy({ partitions });
  const hidden = held.length - TOPICS_AT_FIRST;
  return (
    <span className="worker-held">
      <span className="number worker-count">{format.number(partitions.length)}</span>
      {(all ? held : held.slice(0, TOPICS_AT_FIRST)).map(({ topic, ranges }) => (
        <span key={topic} className="worker-topic">
          {topic} <b>{ranges}</b>
        </span>
      ))}
      {hidden > 0 ? (
        <Button kind="quiet" className="small worker-more" onPress={() => setAll(!all)}>
          {all ? text.health.fewer : text.health.more(format.number(hidden))}
        </Button>
      ) : null}
    </span>
  );
}
