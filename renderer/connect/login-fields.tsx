import { ChevronRight } from 'lucide-react';
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import { Checkbox, TextField } from '../ui/fields.tsx';
import { Notice } from '../ui/notice.tsx';
import { useText } from '../ui/text.ts';
import type { Part } from './connect-form.tsx';
import { PemField } from './pem-field.tsx';

/** What the chosen way to sign in needs. `secretHint` says where what is typed will be. */
export function LoginFields({ secretHint, ...part }: Part & { secretHint: string }) {
  switch (part.draft.sasl) {
    case 'none':
      return null;
    case 'oauthbearer':
      return <TokenFields {...part} secretHint={secretHint} />;
    case 'aws-msk-iam':
      return <AwsFields {...part} secretHint={secretHint} />;
    default:
      return <PasswordFields {...part} secretHint={secretHint} />;
  }
}

type Fields = Part & { secretHint: string };

function PasswordFields({ draft, change, problemOf, secretHint }: Fields) {
  const text = useText();
  return (
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
        hint={secretHint}
        value={draft.password}
        onChange={(password) => change({ password })}
        error={problemOf('password')}
      />
      {draft.sasl === 'plain' && !draft.tls ? <Notice tone="warn">{text.connect.passwordOpen}</Notice> : null}
    </div>
  );
}

function TokenFields({ draft, change, problemOf, secretHint }: Fields) {
  const text = useText();
  const more = draft.audience !== '' || draft.extensions !== '' || draft.tokenCa !== '';
  return (
    <>
      <TextField
        label={text.connect.tokenEndpoint}
        hint={text.connect.tokenEndpointHelp}
        placeholder="https://login.example.com/oauth2/token"
        record
        value={draft.tokenEndpoint}
        onChange={(tokenEndpoint) => change({ tokenEndpoint })}
        error={problemOf('tokenEndpoint')}
      />
      <div className="connect-pair">
        <TextField
          label={text.connect.oauthClient}
          value={draft.oauthClient}
          onChange={(oauthClient) => change({ oauthClient })}
          error={problemOf('oauthClient')}
        />
        <TextField
          label={text.connect.clientSecret}
          type="password"
          autoFocus={draft.oauthClient !== ''}
          hint={secretHint}
          value={draft.clientSecret}
          onChange={(clientSecret) => change({ clientSecret })}
          error={problemOf('clientSecret')}
        />
      </div>
      <TextField
        label={`${text.connect.scope} (${text.connect.optional})`}
        value={draft.scope}
        onChange={(scope) => change({ scope })}
      />
      {draft.tls ? null : <Notice tone="warn">{text.connect.tokenOpen}</Notice>}
      <Disclosure className="advanced" defaultExpanded={more}>
        <Button slot="trigger" className="advanced-head">
          <ChevronRight className="advanced-arrow" size={14} aria-hidden />
          {text.connect.tokenMore}
        </Button>
        <DisclosurePanel className="advanced-body">
          <TextField
            className="wide"
            label={text.connect.audience}
            value={draft.audience}
            onChange={(audience) => change({ audience })}
          />
          <TextField
            className="wide"
            label={text.connect.extensions}
            hint={text.connect.extensionsHelp}
            placeholder="logicalCluster=lkc-1"
            rows={Math.min(4, draft.extensions.split('\n').length)}
            record
            value={draft.extensions}
            onChange={(extensions) => change({ extensions })}
            error={problemOf('extensions')}
          />
          <div className="wide">
            <PemField
              label={text.connect.tokenCa}
              hint={text.connect.caHelp}
              value={draft.tokenCa}
              onChange={(tokenCa) => change({ tokenCa })}
              error={problemOf('tokenCa')}
            />
          </div>
        </DisclosurePanel>
      </Disclosure>
    </>
  );
}

function AwsFields({ draft, change, problemOf, secretHint }: Fields) {
  const text = useText();
  return (
    <>
      <div className="connect-pair">
        <TextField
          label={text.connect.region}
          placeholder="ap-northeast-2"
          value={draft.region}
          onChange={(region) => change({ region })}
          error={problemOf('region')}
        />
        {draft.ownAwsKey ? null : (
          <TextField
            label={`${text.connect.awsProfile} (${text.connect.optional})`}
            hint={text.connect.awsProfileHelp}
            placeholder="default"
            value={draft.awsProfile}
            onChange={(awsProfile) => change({ awsProfile })}
          />
        )}
      </div>
      <Checkbox isSelected={draft.ownAwsKey} onChange={(ownAwsKey) => change({ ownAwsKey })}>
        {text.connect.ownAwsKey}
      </Checkbox>
      {draft.ownAwsKey ? (
        <div className="connect-pair connect-indent-pair">
          <TextField
            label={text.connect.accessKeyId}
            value={draft.accessKeyId}
            onChange={(accessKeyId) => change({ accessKeyId })}
            error={problemOf('accessKeyId')}
          />
          <TextField
            label={text.connect.secretAccessKey}
            type="password"
            hint={secretHint}
            value={draft.secretAccessKey}
            onChange={(secretAccessKey) => change({ secretAccessKey })}
            error={problemOf('secretAccessKey')}
          />
          <TextField
            className="wide"
            label={`${text.connect.sessionToken} (${text.connect.optional})`}
            type="password"
            value={draft.sessionToken}
            onChange={(sessionToken) => change({ sessionToken })}
          />
        </div>
      ) : (
        <p className="field-hint">{text.connect.awsChainHelp}</p>
      )}
      {draft.tls ? null : <Notice tone="warn">{text.connect.awsOpen}</Notice>}
    </>
  );
}
