import { Check, ChevronDown } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Micros } from '../../main/contract/units.ts';
import { usePlace } from '../state/place.ts';
import { type Range, SPANS } from '../state/place-text.ts';
import { type RangeTimes, timesOfRange } from '../state/range-times.ts';
import { useSettings } from '../state/settings.ts';
import { chooseRange } from '../state/zoom.ts';
import { Button as WordButton } from '../ui/button.tsx';
import { TextField } from '../ui/fields.tsx';
import type { Format } from '../ui/format.ts';
import { type Text, useFormat, useText } from '../ui/text.ts';
import { type ReadRange, readRange } from './range-text.ts';

const PRESETS = [300, 900, 3600, 21_600, 86_400, 604_800] as const;

export function RangePicker() {
  const text = useText();
  const format = useFormat();
  const { range } = usePlace();
  const label = rangeLabel(range, text, format);
  return (
    <DialogTrigger>
      <Button className="button range-button" aria-label={`${text.logs.range.label}: ${label}`}>
        <span className="cut number">{label}</span>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="range-card" aria-label={text.logs.range.label}>
          {({ close }) => <RangeChoice range={range} close={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function rangeLabel(range: Range, text: Text, format: Format): string {
  const words = text.logs.range;
  if (range.kind === 'all') return words.all;
  if (range.kind === 'calendar') return text.time.range.spans[range.span];
  if (range.kind === 'last') {
    const preset = PRESETS.find((seconds) => seconds === range.seconds);
    return words.last(preset === undefined ? format.duration(range.seconds * 1000) : words.presets[preset]);
  }
  return timesText(range, format);
}

/** 2026-11-23 14:02:11 – 14:05:00; an open end is … */
function timesText({ from, to }: RangeTimes, format: Format): string {
  const span = from !== null && to !== null ? to - from : Number.POSITIVE_INFINITY;
  const digits = span < 10e6 || [from, to].some((at) => at !== null && at % 1e6 !== 0) ? 3 : 0;
  const oneDay = from !== null && to !== null && format.day(from) === format.day(to);
  const show = (at: number | null, style: 'time' | 'full') => (at === null ? '…' : format.time(at, style, digits));
  return `${show(from, 'full')} – ${show(to, oneDay ? 'time' : 'full')}`;
}

/** As it can be typed again, to the microsecond. */
function rangeText({ from, to }: RangeTimes, format: Format): string {
  const show = (at: number | null) => (at === null ? '' : format.time(at, 'full', at % 1e6 === 0 ? 0 : 6));
  return `${show(from)} – ${show(to)}`.trim();
}

function RangeChoice({ range, close }: { range: Range; close: () => void }) {
  const { logs, time } = useText();
  const words = logs.range;
  const text = time.range;
  const format = useFormat();
  const { zone } = useSettings();
  const [typed, setTyped] = useState(range.kind === 'between' ? rangeText(range, format) : '');
  const [tried, setTried] = useState(false);
  const now = Date.now() * 1000;
  const isEmpty = typed.trim() === '';
  const read = readRange(typed, zone, now);
  const trouble = isEmpty || !('trouble' in read) ? undefined : text.trouble[read.trouble];

  const choose = (chosen: Range) => {
    chooseRange(chosen);
    close();
  };
  const apply = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isEmpty && 'range' in read) choose(read.range);
  };
  const presets: { key: string; label: string; range: Range }[] = [
    ...PRESETS.map((seconds) => ({
      key: String(seconds),
      label: words.last(words.presets[seconds]),
      range: { kind: 'last', seconds } as const,
    })),
    ...SPANS.map((span) => ({ key: span, label: text.spans[span], range: { kind: 'calendar', span } as const })),
    { key: 'all', label: words.all, range: { kind: 'all' } },
  ];
  const present = JSON.stringify(range);
  return (
    <div className="range-choice">
      <ul className="menu">
        {presets.map((preset) => (
          <li key={preset.key}>
            <Button
              className="menu-item"
              aria-pressed={JSON.stringify(preset.range) === present}
              onPress={() => choose(preset.range)}
            >
              <span className="menu-check">
                {JSON.stringify(preset.range) === present ? <Check size={14} aria-hidden /> : null}
              </span>
              {preset.label}
            </Button>
          </li>
        ))}
      </ul>
      <form className="range-form" onSubmit={apply}>
        <TextField
          autoFocus
          label={text.typed}
          record
          value={typed}
          onChange={(value) => {
            setTyped(value);
            setTried(false);
          }}
          placeholder={text.placeholder}
          error={tried ? trouble : undefined}
        />
        {tried && trouble !== undefined ? null : <Understood read={isEmpty ? undefined : read} now={now} />}
        <WordButton type="submit" kind="primary" isDisabled={isEmpty}>
          {text.apply}
        </WordButton>
        <dl className="range-examples">
          {text.examples.map(([example, meaning]) => (
            <div key={example}>
              <dt className="record">{example}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </form>
    </div>
  );
}

/** How the text was understood, before it is applied: its times in the zone of everything else. */
function Understood({ read, now }: { read: ReadRange | undefined; now: Micros }) {
  const text = useText();
  const format = useFormat();
  const { zone } = useSettings();
  const words = text.time.range;
  if (!read) return <p className="range-understood">{words.inZone(format.zoneName(now))}</p>;
  if (!('range' in read)) return <p className="range-understood">{words.notYet}</p>;
  const { range } = read;
  const times = timesOfRange(range, now, zone);
  const moves = range.kind === 'last' || range.kind === 'calendar';
  const length = times.from === null ? undefined : (times.to ?? now) - times.from;
  return (
    <div className="range-understood" role="status">
      <strong>{rangeLabel(range, text, format)}</strong>
      {moves ? (
        <span className="number">{words.nowIs(timesText({ ...times, to: times.to ?? now }, format))}</span>
      ) : null}
      <span>
        {[
          format.zoneName(times.from ?? times.to ?? now),
          ...(length === undefined ||
          range.kind === 'last' ||
          length <= 0 ||
          (range.kind === 'between' && times.to === null)
            ? []
            : [format.duration(length / 1000)]),
          ...(moves ? [words.moves] : []),
        ].join(' · ')}
      </span>
    </div>
  );
}
