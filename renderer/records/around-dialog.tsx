import { useEffect, useState } from 'react';
import type { Key } from '../../main/contract/records.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { useCall } from '../engine/use-call.ts';
import { place, usePlace } from '../state/place.ts';
import type { Around } from '../state/place-text.ts';
import { openPlace } from '../state/selection.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Segmented } from '../ui/fields.tsx';
import { Failed } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { placeAround } from './around.ts';

const RECORDS = [20, 50, 200, 1000];
const SECONDS = [1, 10, 60, 300];

/** Chooses how much around a record is shown, and shows it. upTo: what the view stands still at. */
export function AroundDialog({
  record,
  upTo,
  tell,
  onClose,
}: {
  record: Key;
  upTo: number | null;
  tell: (text: string) => void;
  onClose: () => void;
}) {
  const { records, clock: clocks } = useText();
  const text = records.around;
  const format = useFormat();
  const told = useTold();
  const engine = useEngine();
  const detail = useCall('records.detail', { row: record.row });
  const [scope, setScope] = useState<'all' | 'partition'>('all');
  const [wanted, setWanted] = useState<Around['by']>();
  const named = detail.data;
  const { clock } = usePlace();
  const clockTime = clock === 'broker' ? named?.brokerTime : named?.arrivalTime;

  useEffect(() => {
    if (!wanted || !named) return;
    const abort = new AbortController();
    const what = { key: record, by: wanted, partition: scope === 'partition' ? named : null };
    placeAround(engine, what, place.get(), upTo, abort.signal).then(
      (found) => {
        openPlace(found);
        onClose();
      },
      (error: unknown) => {
        const trouble = visibleError(error);
        if (abort.signal.aborted || !trouble) return;
        tell(told(trouble));
        onClose();
      },
    );
    return () => abort.abort();
  }, [engine, wanted, named, scope, record, upTo, tell, told, onClose]);

  return (
    <Dialog title={text.title} onClose={onClose} width={520}>
      {detail.error ? <Failed error={detail.error} /> : null}
      <div className="around-card">
        <p className="number">
          {clock === 'record' || clockTime === null
            ? format.time(record.time, 'full')
            : `${clocks.kinds[clock]} ${clockTime === undefined ? '…' : format.time(clockTime, 'full')}`}
        </p>
        {clock === 'broker' && clockTime === null ? <p className="field-hint">{clocks.noBroker}</p> : null}
        <Segmented
          label={text.scope}
          value={scope}
          choices={[
            { value: 'all', label: text.all },
            { value: 'partition', label: text.partition(named ? `${named.topic}/${named.partition}` : '…') },
          ]}
          onChange={setScope}
        />
        <div className="field">
          <span className="react-aria-Label">{text.size}</span>
          <div className="around-sizes">
            {RECORDS.map((count) => (
              <Button key={count} autoFocus={count === 50} onPress={() => setWanted({ records: count })}>
                {text.records(format.number(count))}
              </Button>
            ))}
            {SECONDS.map((seconds) => (
              <Button key={seconds} onPress={() => setWanted({ seconds })}>
                {text.time(format.duration(seconds * 1000))}
              </Button>
            ))}
          </div>
        </div>
        <p className="field-hint" role="status">
          {wanted && !detail.error ? text.finding : text.hint}
        </p>
      </div>
    </Dialog>
  );
}
