import { ArrowRight, BellOff } from 'lucide-react';
import { useState } from 'react';
import type { AlertEntry } from '../../main/contract/alerts.ts';
import { useCall } from '../engine/use-call.ts';
import { go } from '../state/place.ts';
import { wantedPartition } from '../state/wanted-partition.ts';
import { Button, Hint } from '../ui/button.tsx';
import { Failed } from '../ui/notice.tsx';
import { nameOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import { firedText, titleOf } from './words.ts';

const PAGE = 50;
const MOST = 200;

/** newest: the id of the last entry, for asking again. */
export function AlertLog({ newest }: { newest: number }) {
  const words = useText().alerts;
  const [limit, setLimit] = useState(PAGE);
  const { data, error } = useCall('alerts.log', { before: null, limit }, newest);
  if (error) return <Failed error={error} />;
  if (!data) return null;
  if (data.entries.length === 0) return <p className="alert-none">{words.logEmpty}</p>;
  return (
    <>
      <ul className="alert-log" aria-label={words.logTitle}>
        {data.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {data.more && limit < MOST ? (
        <Button kind="quiet" className="small" onPress={() => setLimit(MOST)}>
          {words.logMore}
        </Button>
      ) : null}
    </>
  );
}

function Entry({ entry }: { entry: AlertEntry }) {
  const text = useText();
  const words = text.alerts;
  const format = useFormat();
  const { condition, from, to, subjects, quiet } = entry;
  const said = firedText(entry, text, format);
  const title = titleOf(entry, text, format);
  return (
    <li className="alert-entry" data-entry={entry.name}>
      <span className="number alert-when">{format.time(entry.at, 'day-time', 0)}</span>
      <strong className="cut" title={title}>
        {title}
      </strong>
      <span className="cut alert-said" title={said}>
        {said}
      </span>
      {quiet ? (
        <Hint text={words.silent}>
          <Button kind="quiet" className="small icon" aria-label={words.silent}>
            <BellOff size={13} aria-hidden />
          </Button>
        </Hint>
      ) : (
        <span />
      )}
      <Button
        kind="quiet"
        className="small"
        onPress={() => {
          if (condition.on === 'count') {
            const { filter, topics } = condition;
            go({ screen: 'logs', filter, topics, off: [], range: { kind: 'between', from, to }, record: null }, true);
            return;
          }
          const [first] = subjects;
          wantedPartition.set(first ? nameOf(first) : '');
          go({ screen: 'partitions' }, true);
        }}
      >
        {condition.on === 'count' ? words.toLogs : condition.on === 'silent' ? words.toCluster : words.toPartition}
        <ArrowRight size={13} aria-hidden />
      </Button>
    </li>
  );
}
