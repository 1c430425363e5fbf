import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Badge } from '../ui/notice.tsx';
import { whyAndNextOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import { FetchFirst } from './fetch-first.tsx';
import { Since } from './since.tsx';
import { type Trouble, UNREAD } from './troubles.ts';
import { namesOf, TONES } from './words.ts';

/** So many are shown at first: the table below must keep its place. */
const AT_FIRST = 3;

/** Why there is trouble, in words, worst first. */
export function TroubleList({ troubles, show }: { troubles: readonly Trouble[]; show: (key: string) => void }) {
  const text = useText();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const hidden = troubles.length - AT_FIRST;
  return (
    <section className="troubles" aria-label={text.health.troubles}>
      <ul>
        {(all ? troubles : troubles.slice(0, AT_FIRST)).map((trouble) => (
          <li key={trouble.key} className="trouble" data-code={trouble.code}>
            <Badge tone={TONES[trouble.severity]}>{text.health.severity[trouble.severity]}</Badge>
            <p className="trouble-text">
              <strong title={trouble.partitions.join(', ')}>{namesOf(trouble.partitions, 3, text, format)}</strong>{' '}
              {whyAndNextOf(trouble, text, format)}
            </p>
            <Since at={trouble.since} />
            {UNREAD.includes(trouble.code) ? (
              <FetchFirst partition={trouble.partitions[0]} isNamed={trouble.partitions.length > 1} />
            ) : null}
            <Button kind="quiet" className="small" onPress={() => show(trouble.key)}>
              {text.health.showTrouble}
              <ArrowRight size={13} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {hidden > 0 ? (
        <Button kind="quiet" className="small troubles-more" onPress={() => setAll(!all)}>
          {all ? text.health.fewer : text.health.moreTroubles(format.number(hidden))}
        </Button>
      ) : null}
    </section>
  );
}
