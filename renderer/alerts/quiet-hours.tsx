import { useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { QuietHours } from '../../main/contract/alerts.ts';
import { useSettings } from '../state/settings.ts';
import { zoneId } from '../state/zone.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, TextField } from '../ui/fields.tsx';
import { useText } from '../ui/text.ts';
import { clockText, DAYS, minuteOf, quietText } from './words.ts';

export function QuietCard({
  quiet,
  isQuiet,
  save,
}: {
  quiet: QuietHours;
  isQuiet: boolean;
  save: (quiet: QuietHours) => void;
}) {
  const text = useText();
  const words = text.alerts.quiet;
  return (
    <section className="card alert-card" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p className="alert-why">
        {quiet.on ? quietText(quiet, text) : words.off} {isQuiet ? <strong>{words.now}</strong> : null}
      </p>
      <DialogTrigger>
        <Button className="small">{words.set}</Button>
        <Popover className="popover" placement="bottom end" offset={6}>
          <Dialog className="settings-card quiet-form" aria-label={words.title}>
            {({ close }) => (
              <QuietForm
                quiet={quiet}
                save={(changed) => {
                  save(changed);
                  close();
                }}
              />
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
    </section>
  );
}

function QuietForm({ quiet, save }: { quiet: QuietHours; save: (quiet: QuietHours) => void }) {
  const text = useText();
  const words = text.alerts.quiet;
  const zone = zoneId(useSettings().zone);
  // Who opens this for the first time wants them.
  const [on, setOn] = useState(true);
  const [from, setFrom] = useState(clockText(quiet.from));
  const [to, setTo] = useState(clockText(quiet.to));
  const [days, setDays] = useState(quiet.days);
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  return (
    <>
      <Checkbox isSelected={on} onChange={setOn}>
        {words.on}
      </Checkbox>
      <div className="quiet-times">
        <TextField
          label={words.from}
          value={from}
          onChange={setFrom}
          isDisabled={!on}
          error={begin === undefined ? words.badTime : undefined}
        />
        <TextField
          label={words.to}
          value={to}
          onChange={setTo}
          isDisabled={!on}
          error={end === undefined ? words.badTime : undefined}
        />
      </div>
      <fieldset className="quiet-days">
        <legend>{words.days}</legend>
        {DAYS.map((day) => (
          <Checkbox
            key={day}
            isDisabled={!on}
            isSelected={days.includes(day)}
            onChange={(chosen) => setDays(chosen ? [...days, day] : days.filter((other) => other !== day))}
          >
            {words.dayNames[day]}
          </Checkbox>
        ))}
      </fieldset>
      <p className="field-hint">{words.zone(zone)}</p>
      <Button
        kind="primary"
        isDisabled={begin === undefined || end === undefined}
        onPress={() => save({ on, from: begin ?? 0, to: end ?? 0, days, zone })}
      >
        {text.alerts.form.save}
      </Button>
    </>
  );
}
