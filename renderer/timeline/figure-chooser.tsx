import { X } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { FIGURES_OF, type FigureSubject, type FigureSubjects } from '../../main/contract/figures.ts';
import { useCall } from '../engine/use-call.ts';
import { showFigure, useDrawing } from '../state/drawn.ts';
import { OF_SHOWN, readLane, writeLane } from '../state/figure-lane.ts';
import { Checkbox, TextField } from '../ui/fields.tsx';
import { laneText, subjectText } from '../ui/figure-words.ts';
import { useText } from '../ui/text.ts';

const MOST_OFFERED = 6;
const LONGEST = 300;

/** Which figures are plotted under the timeline, and of what. */
export function FigureChooser() {
  const text = useText();
  const words = text.figures.choose;
  const { figures: lanes } = useDrawing();
  const [of, setOf] = useState<FigureSubject | null>(null);
  const [isBack, setBack] = useState(false);
  const offered = of === null ? OF_SHOWN : FIGURES_OF[of.of];
  const keys = offered.map((figure) => writeLane({ figure, of }));
  const others = lanes.filter((lane) => !keys.includes(lane));
  return (
    <fieldset className="options-group figure-chooser">
      <legend>{words.title}</legend>
      {of === null ? (
        <SubjectField onChoose={setOf} autoFocus={isBack} />
      ) : (
        <div className="figure-subject">
          <span className="cut">{subjectText(of, text)}</span>
          <Button
            className="figure-back"
            aria-label={words.back}
            autoFocus
            onPress={() => {
              setBack(true);
              setOf(null);
            }}
          >
            <X size={12} aria-hidden />
          </Button>
        </div>
      )}
      {offered.map((figure, i) => (
        <Lane key={figure} lane={keys[i] ?? figure} name={text.figures.names[figure]} isPlain lanes={lanes} />
      ))}
      {others.length > 0 ? <div className="figure-others">{words.others}</div> : null}
      {others.map((lane) => {
        const read = readLane(lane);
        return read ? <Lane key={lane} lane={lane} name={laneText(read, text)} lanes={lanes} /> : null;
      })}
    </fieldset>
  );
}

/** isPlain: a name of ours alone, which begins as those of the other choices do */
function Lane({
  lane,
  name,
  lanes,
  isPlain = false,
}: {
  lane: string;
  name: string;
  lanes: readonly string[];
  isPlain?: boolean;
}) {
  return (
    <Checkbox isSelected={lanes.includes(lane)} onChange={(shown) => showFigure(lane, shown)}>
      <span className={isPlain ? 'cut figure-title' : 'cut'}>{name}</span>
    </Checkbox>
  );
}

/** autoFocus: what was focused is gone */
function SubjectField({ onChoose, autoFocus }: { onChoose: (of: FigureSubject) => void; autoFocus: boolean }) {
  const text = useText();
  const words = text.figures.choose;
  const [typed, setTyped] = useState('');
  const { data } = useCall('health.subjects', {});
  const subjects = useMemo(() => (data ? subjectsOf(data) : []), [data]);
  const wanted = typed.trim().toLowerCase();
  const offered: { name: string; of: FigureSubject }[] = [];
  for (const of of wanted === '' ? [] : subjects) {
    const name = subjectText(of, text);
    if (name.toLowerCase().includes(wanted)) offered.push({ name, of });
    if (offered.length === MOST_OFFERED) break;
  }
  const enter = (event: KeyboardEvent) => {
    const [first] = offered;
    if (event.key !== 'Enter' || !first) return;
    event.preventDefault();
    onChoose(first.of);
  };
  return (
    <>
      <TextField
        label={words.of}
        record
        autoFocus={autoFocus}
        value={typed}
        onChange={setTyped}
        onKeyDown={enter}
        placeholder={words.shown}
        maxLength={LONGEST}
        hint={wanted === '' ? words.placeholder : data && offered.length === 0 ? words.none : undefined}
      />
      {offered.length > 0 ? (
        <ul className="figure-offered">
          {offered.map(({ name, of }) => (
            <li key={name}>
              <Button className="menu-item" onPress={() => onChoose(of)}>
                <span className="cut" title={name}>
                  {name}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** Partitions last: there are so many. */
function subjectsOf({ topics, brokers, groups }: FigureSubjects): FigureSubject[] {
  return [
    ...topics.map(({ topic }): FigureSubject => ({ of: 'topics', topics: [topic] })),
    ...groups.map((group): FigureSubject => ({ of: 'group', group })),
    ...brokers.map((broker): FigureSubject => ({ of: 'broker', broker })),
    ...topics.flatMap(({ topic, partitions }) =>
      partitions.map((partition): FigureSubject => ({ of: 'partition', topic, partition })),
    ),
  ];
}
