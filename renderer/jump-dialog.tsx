import { type FormEvent, useState } from 'react';
import type { Micros } from '../main/contract/units.ts';
import { readLink } from './records/link.ts';
import { usePlace } from './state/place.ts';
import { openPlace } from './state/selection.ts';
import { useSettings } from './state/settings.ts';
import { Button } from './ui/button.tsx';
import { Dialog } from './ui/dialog.tsx';
import { TextField } from './ui/fields.tsx';
import { parseTime } from './ui/parse-time.ts';
import { useText } from './ui/text.ts';

export function JumpDialog({ onJump, onClose }: { onJump: (time: Micros) => void; onClose: () => void }) {
  const text = useText();
  const { zone } = useSettings();
  const { clock } = usePlace();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const time = parseTime(typed, zone, Date.now() * 1000);
  const isLink = typed.includes('#/') || /^https?:/.test(typed.trim());
  const link = isLink ? readLink(typed) : undefined;
  const linkError = !link
    ? text.records.link.bad
    : link.bad.length > 0
      ? text.records.link.badParts(link.bad.map((part) => text.records.link.parts[part]).join(', '))
      : undefined;
  const jump = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (link && link.bad.length === 0) {
      onClose();
      openPlace(link.keys);
    }
    if (time === undefined || isLink) return;
    onClose();
    onJump(time);
  };
  return (
    <Dialog title={text.logs.jump.title} onClose={onClose} width={420}>
      <form onSubmit={jump} className="jump">
        <TextField
          autoFocus
          label={text.logs.jump.label[clock]}
          record
          value={typed}
          onChange={setTyped}
          hint={`${text.logs.jump.hint} ${text.records.link.hint}`}
          error={tried ? (isLink ? linkError : time === undefined ? text.logs.jump.bad : undefined) : undefined}
        />
        <div className="jump-foot">
          <Button onPress={onClose}>{text.shell.cancel}</Button>
          <Button type="submit" kind="primary">
            {text.logs.jump.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
