import { Button } from '../ui/button.tsx';
import { Checkbox, Select, TextField } from '../ui/fields.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import type { Part } from './connect-form.tsx';
import { LoginFields } from './login-fields.tsx';
import { PemField } from './pem-field.tsx';
import { type KeyStore, keepsSecrets } from './use-key-store.ts';
import { isEncrypted } from './validate.ts';

const MECHANISMS = ['none', 'plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer', 'aws-msk-iam'] as const;

/** Where the brokers are, and how to be let in. */
export function ConnectionSection({ keyStore, forget, ...part }: Part & { keyStore: KeyStore; forget: () => void }) {
  const { draft, change, problemOf } = part;
  const text = useText();
  const keeps = keepsSecrets(draft, keyStore);
  const secretHint = keeps ? text.connect.secretKept : text.connect.secretInMemory;
  const hasLogin = draft.sasl === 'aws-msk-iam' ? draft.ownAwsKey : draft.sasl !== 'none';
  const hasSecrets = hasLogin || (draft.tls && draft.key !== '');
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
        autoFocus={draft.username === '' && draft.oauthClient === ''}
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
      <Select
        label={text.connect.signIn}
        value={draft.sasl}
        choices={MECHANISMS.map((value) => ({ value, label: text.connect.mechanism[value] }))}
        // MSK takes no other way.
        onChange={(sasl) => change(sasl === 'aws-msk-iam' ? { sasl, tls: true } : { sasl })}
      />
      <LoginFields {...part} secretHint={secretHint} />
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
              hint={`${text.connect.keyHelp} ${secretHint}`}
              value={draft.key}
              onChange={(key) => change({ key })}
              error={problemOf('key')}
            />
          )}
          {isEncrypted(draft.key) ? (
            <TextField
              label={text.connect.passphrase}
              type="password"
              hint={secretHint}
              value={draft.passphrase}
              onChange={(passphrase) => change({ passphrase })}
              error={problemOf('passphrase')}
            />
          ) : null}
          <Checkbox isSelected={!draft.verify} onChange={(any) => change({ verify: !any })}>
            {text.connect.acceptAny}
          </Checkbox>
          {draft.verify ? null : <Notice tone="warn">{text.connect.acceptAnyHelp}</Notice>}
        </div>
      ) : null}
      {keyStore.state === 'none' || !hasSecrets ? null : (
        <div className="key-store">
          {keyStore.state === 'missing' ? (
            <p className="field-hint">{text.connect.noKeyStore}</p>
          ) : (
            <Checkbox
              isSelected={keeps}
              isDisabled={!draft.remember}
              onChange={(keepSecrets) => change({ keepSecrets })}
            >
              {text.connect.keepSecrets}
            </Checkbox>
          )}
          {keyStore.kept ? (
            <Button className="small" onPress={forget}>
              {text.connect.forgetSecrets}
            </Button>
          ) : null}
        </div>
      )}
      {keyStore.trouble === undefined ? null : (
        <Notice tone="warn">{text.connect.keyStoreFailed(keyStore.trouble)}</Notice>
      )}
    </section>
  );
}
