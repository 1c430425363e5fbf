import { ChevronRight } from 'lucide-react';
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import { Tunables } from '../../main/contract/session.ts';
import { Segmented, TextField } from '../ui/fields.tsx';
import { useFormat, useText } from '../ui/text.ts';
import type { Part } from './connect-form.tsx';
import { TUNABLE_NUMBERS } from './draft.ts';

const DEFAULTS = Tunables.parse({});
const LEVELS = ['read_committed', 'read_uncommitted'] as const;

/** What few need: the group, and the consumers' tunables under Kafka's names. */
export function AdvancedSection({ draft, change, problemOf }: Part) {
  const text = useText();
  const format = useFormat();
  const changed =
    TUNABLE_NUMBERS.filter((name) => draft.tunables[name] !== '').length +
    (draft.group === '' ? 0 : 1) +
    (draft.isolation === DEFAULTS.isolation ? 0 : 1);
  return (
    <Disclosure className="advanced" defaultExpanded={changed > 0}>
      <Button slot="trigger" className="advanced-head">
        <ChevronRight className="advanced-arrow" size={14} aria-hidden />
        {text.connect.advanced}
        {changed > 0 ? (
          <span className="badge info">{text.connect.advancedChanged(format.number(changed))}</span>
        ) : null}
      </Button>
      <DisclosurePanel className="advanced-body">
        <TextField
          label={text.connect.group}
          hint={text.connect.groupHelp}
          placeholder={text.connect.groupDefault}
          record
          className="wide"
          value={draft.group}
          onChange={(group) => change({ group })}
          error={problemOf('group')}
        />
        {TUNABLE_NUMBERS.map((name) => (
          <TextField
            key={name}
            label={text.connect.tunable[name]}
            hint={text.connect.tunableHelp[name]}
            inputMode="numeric"
            placeholder={DEFAULTS[name] === undefined ? '' : format.number(DEFAULTS[name])}
            value={draft.tunables[name]}
            onChange={(value) => change({ tunables: { ...draft.tunables, [name]: value } })}
            error={problemOf(name)}
          />
        ))}
        <div className="wide">
          <Segmented
            label={text.connect.isolation}
            value={draft.isolation}
            choices={LEVELS.map((value) => ({ value, label: text.connect.isolationLevel[value] }))}
            onChange={(isolation) => change({ isolation })}
          />
          <p className="field-hint">{text.connect.isolationHelp}</p>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
