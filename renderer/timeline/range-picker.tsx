import { Check, ChevronDown } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { usePlace } from '../state/place.ts';
import type { Range } from '../state/place-text.ts';
import { useSettings } from '../state/settings.ts';
import { chooseRange } from '../state/zoom.ts';
import { Button as WordButton } from '../ui/button.tsx';
import { TextField } from '../ui/fields.tsx';
import type { Format } from '../ui/format.ts';
import { parseTime } from '../ui/parse-time.ts';
import { type Text, useFormat, useText } from '../ui/text.ts';

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
  if (range.kind === 'last') {
    const preset = PRESETS.find((seconds) => seconds === range.seconds);
    return words.last(preset === undefined ? format.duration(range.seconds * 1000) : words.presets[preset]);
  }
  const { from, to } = range;
  const span = from !== null && to !== null ? to - from : Number.POSITIVE_INFINITY;
  const digits = span < 10e6 ? 3 : 0;
  const oneDay = from !== null && to !== null && format.day(from) === format.day(to);
  const show = (at: number | null, style: 'time' | 'full') => (at === null ? '…' : format.time(at, style, digits));
  return `${show(from, 'full')} – ${show(to, oneDay ? 'time' : 'full')}`;
}

function RangeChoice({ range, close }: { range: Range; close: () => void }) {
  const text = useText().logs.range;
  const format = useFormat();
  const { zone } = useSettings();
  const start = range.kind === 'between' ? range : { from: null, to: null };
  const shown = (at: number | null) => (at === null ? '' : format.time(at, 'full', at % 1e6 === 0 ? 0 : 6));
  const [from, setFrom] = useState(shown(start.from));
  const [to, setTo] = useState(shown(start.to));
  const [tried, setTried] = useState(false);
  const now = Date.now() * 1000;
  const read = (typed: string) => (typed.trim() === '' ? null : parseTime(typed, zone, now));
  const [first, last] = [read(from), read(to)];
  const swapped = typeof first === 'number' && typeof last === 'number' && first >= last;

  const choose = (chosen: Range) => {
    chooseRange(chosen);
    close();
  };
  const apply = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (first === undefined || last === undefined || swapped) return;
    choose(first === null && last === null ? { kind: 'all' } : { kind: 'between', from: first, to: last });
  };
  const presets: { key: string; label: string; range: Range; on: boolean }[] = [
    ...PRESETS.map((seconds) => ({
      key: String(seconds),
      label: text.last(text.presets[seconds]),
      range: { kind: 'last', seconds } as const,
      on: range.kind === 'last' && range.seconds === seconds,
    })),
    { key: 'all', label: text.all, range: { kind: 'all' }, on: range.kind === 'all' },
  ];
  return (
    <div className="range-choice">
      <ul className="menu">
        {presets.map((preset) => (
          <li key={preset.key}>
            <Button className="menu-item" aria-pressed={preset.on} onPress={() => choose(preset.range)}>
              <span className="menu-check">{preset.on ? <Check size={14} aria-hidden /> : null}</span>
              {preset.label}
            </Button>
          </li>
        ))}
      </ul>
      <form className="range-form" onSubmit={apply}>
        <h3>{text.absolute}</h3>
        <TextField
          label={text.from}
          record
          value={from}
          onChange={setFrom}
          placeholder={text.open}
          error={tried && first === undefined ? text.bad : undefined}
        />
        <TextField
          label={text.to}
          record
          value={to}
          onChange={setTo}
          placeholder={text.open}
          error={tried ? (last === undefined ? text.bad : swapped ? text.swapped : undefined) : undefined}
          hint={text.hint}
        />
        <WordButton type="submit" kind="primary">
          {text.apply}
        </WordButton>
      </form>
    </div>
  );
}
