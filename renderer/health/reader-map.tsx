import { Check, TriangleAlert } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import type { Consumers } from '../../main/contract/health.ts';
import { Button } from '../ui/button.tsx';
import type { Text } from '../ui/messages/en.ts';
import { useFormat, useText } from '../ui/text.ts';
import { type Cell, type Reader, type Readers, readersOf } from './readers.ts';
import { namesOf } from './words.ts';

/** More topics than these are shown when asked for. */
const TOPICS_AT_FIRST = 6;
/** Golden angle: workers that follow each other differ in hue, however many there are. */
const HUE_STEP = 137.5;

/** A box for each partition, with the number of its worker; and in a sentence, whether each has exactly one. */
export function ReaderMap({ consumers, topics }: { consumers: Consumers; topics: readonly string[] }) {
  const text = useText();
  const format = useFormat();
  const words = text.health.consumers;
  const [all, setAll] = useState(false);
  const readers = useMemo(() => readersOf(consumers, topics), [consumers, topics]);
  // What says that there is one more takes the place of that one.
  const shown = all || readers.topics.length <= TOPICS_AT_FIRST + 1 ? readers.topics.length : TOPICS_AT_FIRST;
  const hidden = readers.topics.length - TOPICS_AT_FIRST;
  return (
    <section className="readers" aria-label={words.readersTitle}>
      <Verdict readers={readers} isStable={consumers.state === 'stable'} />
      <dl className="reader-topics">
        {readers.topics.slice(0, shown).map(({ topic, cells }) => (
          <div key={topic} className="reader-topic">
            <dt className="cut" title={topic}>
              {topic}
            </dt>
            <dd>
              {cells.map(({ partition, reader }) => (
                <ReaderCell
                  key={partition}
                  partition={partition}
                  face={faceOf(reader)}
                  label={labelOf(partition, reader, text)}
                />
              ))}
            </dd>
          </div>
        ))}
      </dl>
      {hidden > 1 ? (
        <Button kind="quiet" className="small readers-more" onPress={() => setAll(!all)}>
          {all ? text.health.fewer : text.health.more(format.number(hidden))}
        </Button>
      ) : null}
      <p className="readers-help">
        {words.readersHelp} {readers.count.other > 0 ? words.readersOthersHelp : null}
      </p>
    </section>
  );
}

function Verdict({ readers, isStable }: { readers: Readers; isStable: boolean }) {
  const text = useText();
  const format = useFormat();
  const words = text.health.consumers.readers;
  const { count, all } = readers;
  const lines = [
    wrongLine(
      readers.wrong.filter(({ reader }) => reader.kind === 'none'),
      words.oneNone,
      words.none,
    ),
    wrongLine(
      readers.wrong.filter(({ reader }) => reader.kind === 'twice'),
      words.oneTwice,
      words.twice,
    ),
  ].filter((line) => line !== undefined);

  function wrongLine(cells: Cell[], one: (name: string) => string, several: (n: string, names: string) => string) {
    const names = cells.map(({ topic, partition }) => `${topic}-${partition}`);
    const [first] = names;
    if (first === undefined) return undefined;
    return names.length === 1 ? one(first) : several(format.number(names.length), namesOf(names, 5, text, format));
  }
  const still = () => {
    if (!isStable) return words.moving;
    if (count.other > 0)
      return words.shared(format.number(count.worker), format.number(all), format.number(count.other));
    return all === 1 ? words.one : words.each(format.number(all));
  };
  return lines.length > 0 ? (
    lines.map((line) => (
      <p key={line} className="verdict wrong" role="status">
        <TriangleAlert size={15} aria-hidden /> {line}
      </p>
    ))
  ) : (
    <p className={`verdict ${isStable ? 'right' : ''}`} role="status">
      {isStable ? <Check size={15} aria-hidden /> : null} {still()}
    </p>
  );
}

type Face = `worker ${number}` | Exclude<Reader['kind'], 'worker'>;
function faceOf(reader: Reader): Face {
  return reader.kind === 'worker' ? `worker ${reader.id}` : reader.kind;
}

function labelOf(partition: number, reader: Reader, text: Text): string {
  const words = text.health.consumers.cell;
  const number = String(partition);
  switch (reader.kind) {
    case 'worker':
      return words.worker(number, String(reader.id));
    case 'other':
      return words.other(number, reader.who);
    case 'twice':
      return words.twice(number, reader.ids.join(', '));
    case 'none':
      return words.none(number);
    case 'moving':
      return words.moving(number);
  }
}

/** Positions change ten times a second, readers rarely: a box is drawn anew only when its reader changes. */
const ReaderCell = memo(function ReaderCell({
  partition,
  face,
  label,
}: {
  partition: number;
  face: Face;
  label: string;
}) {
  const [kind, id] = face.split(' ');
  return (
    <span
      className={`reader-cell ${kind}`}
      role="img"
      title={label}
      aria-label={label}
      data-partition-reader={partition}
      style={id === undefined ? undefined : { '--hue': `${(Number(id) * HUE_STEP) % 360}` }}
    >
      {id ?? (kind === 'twice' || kind === 'none' ? '!' : '')}
    </span>
  );
});
