import { Segmented, TextField } from '../ui/fields.tsx';
import { parseTime } from '../ui/parse-time.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { Part } from './connect-form.tsx';

const STARTS = ['earliest', 'latest', 'time', 'offset'] as const;

/** Where reading begins, and how much is kept. */
export function StartSection({ draft, change, problemOf }: Part) {
  const text = useText();
  const format = useFormat();
  const now = Date.now() * 1000;
  const zone = format.zoneName(now);
  const time = draft.start === 'time' ? parseTime(draft.startTime, format.zone, now) : undefined;
  return (
    <section className="connect-part start" aria-label={text.connect.start}>
      <Segmented
        label={text.connect.start}
        value={draft.start}
        choices={STARTS.map((value) => ({ value, label: text.connect.startAt[value] }))}
        onChange={(start) => change({ start })}
      />
      {draft.start === 'time' ? (
        <TextField
          label={text.connect.startTime}
          record
          placeholder={format.time(now - 3_600e6, 'full', 0)}
          hint={
            time === undefined
              ? text.connect.startTimeHelp(zone)
              : `${format.time(time, 'full', 0)} ${format.zoneName(time)}`
          }
          value={draft.startTime}
          onChange={(startTime) => change({ startTime })}
          error={problemOf('startTime')}
        />
      ) : null}
      {draft.start === 'offset' ? (
        <TextField
          label={text.connect.startOffset}
          record
          inputMode="numeric"
          hint={text.connect.startHelp.offset}
          value={draft.startOffset}
          onChange={(startOffset) => change({ startOffset })}
          error={problemOf('startOffset')}
        />
      ) : null}
      <p className="field-hint">
        {draft.start === 'earliest' || draft.start === 'latest' ? `${text.connect.startHelp[draft.start]} ` : ''}
        {text.connect.startOnce}
      </p>
      <fieldset className="keep">
        <legend>{text.connect.keep}</legend>
        <div className="keep-row">
          <TextField
            label={text.connect.keepGigabytes}
            inputMode="decimal"
            placeholder="∞"
            value={draft.keepGigabytes}
            onChange={(keepGigabytes) => change({ keepGigabytes })}
            error={problemOf('keepGigabytes')}
          />
          <TextField
            label={text.connect.keepDays}
            inputMode="decimal"
            placeholder="∞"
            value={draft.keepDays}
            onChange={(keepDays) => change({ keepDays })}
            error={problemOf('keepDays')}
          />
        </div>
        <p className="field-hint">{text.connect.keepHelp}</p>
      </fieldset>
    </section>
  );
}
