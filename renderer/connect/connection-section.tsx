import { Checkbox, Segmented, TextField } from '../ui/fields.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import type { Part } from './connect-form.tsx';
import { PemField } from './pem-field.tsx';

const MECHANISMS = ['none', 'plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** Where the brokers are, and how to be let in. */
export function ConnectionSection({ draft, change, problemOf }: Part) {
  const text = useText();
  return (
    <section className="connect-part" aria-label={text.connect.connection}>
      <TextField
        label={text.connect.brokers}
        hint={text.connect.brokersHelp}
        placeholder="kafka-1.example.com:9092"
        rows={Math.min(4, Math.max(1, draft.brokers.split('\n').length))}
        record
        className="brokers"
        // With a user there is a password to give, and that is then what is missing.
        autoFocus={draft.username === ''}
        value={draft.brokers}
        onChange={(brokers) => change({ brokers })}
        onKeyDown={(event) => {
          // Enter does what it does in the other fields; Shift+Enter is a new line.
          if (event.key !== 'Enter' || event.shiftKey) return event.continuePropagation();
          event.preventDefault();
          if (event.target instanceof HTMLTextAreaElement) event.target.form?.requestSubmit();
        }}
        error={problemOf('brokers')}
      />
      <TextField
        label={`${text.connect.name} (${text.connect.optional})`}
        hint={text.connect.nameHelp}
        value={draft.name}
        maxLength={100}
        onChange={(name) => change({ name })}
      />
      <Segmented
        label={text.connect.signIn}
        value={draft.sasl}
        choices={MECHANISMS.map((value) => ({ value, label: text.connect.mechanism[value] }))}
        onChange={(sasl) => change({ sasl })}
      />
      {draft.sasl === 'none' ? null : (
        <div className="connect-pair">
          <TextField
            label={text.connect.user}
            value={draft.username}
            onChange={(username) => change({ username })}
            error={problemOf('username')}
          />
          <TextField
            label={text.connect.password}
            type="password"
            autoFocus={draft.username !== ''}
            hint={text.connect.passwordHelp}
            value={draft.password}
            onChange={(password) => change({ password })}
            error={problemOf('password')}
          />
          {draft.sasl === 'plain' && !draft.tls ? <Notice tone="warn">{text.connect.passwordOpen}</Notice> : null}
        </div>
      )}
      <Checkbox isSelected={draft.tls} onChange={(tls) => change({ tls })}>
        {text.connect.tls}
      </Checkbox>
      {draft.tls ? (
        <div className="connect-indent">
          <PemField
            label={text.connect.ca}
            hint={text.connect.caHelp}
            value={draft.ca}
            onChange={(ca) => change({ ca })}
            error={problemOf('ca')}
          />
          <PemField
            label={text.connect.certificate}
            hint={text.connect.certificateHelp}
            value={draft.certificate}
            onChange={(certificate) => change({ certificate })}
            error={problemOf('certificate')}
          />
          {draft.certificate === '' && draft.key === '' ? null : (
            <PemField
              label={text.connect.key}
              hint={text.connect.keyHelp}
              value={draft.key}
              onChange={(key) => change({ key })}
              error={problemOf('key')}
            />
          )}
          <Checkbox isSelected={!draft.verify} onChange={(any) => change({ verify: !any })}>
            {text.connect.acceptAny}
          </Checkbox>
          {draft.verify ? null : <Notice tone="warn">{text.connect.acceptAnyHelp}</Notice>}
        </div>
      ) : null}
    </section>
  );
}
