import { Lock, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Connection, Profile, SessionStatus } from '../../main/contract/session.ts';
import { closeDialog } from '../state/dialog.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/fields.tsx';
import { Notice, Progress } from '../ui/notice.tsx';
import { parseTime } from '../ui/parse-time.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { shown as shownValues } from '../ui/told.ts';
import { AdvancedSection } from './advanced-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { type Draft, draftOfProfile, EMPTY_DRAFT, firstDraft, withSecrets } from './draft.ts';
import type { Problem } from './problems.ts';
import { ProfileList } from './profile-list.tsx';
import { StartSection } from './start-section.tsx';
import { TestSteps } from './test-steps.tsx';
import { TopicList } from './topic-list.tsx';
import { keepsSecrets, useKeyStore } from './use-key-store.ts';
import { useOpen } from './use-open.ts';
import { useTest } from './use-test.ts';
import { connectionOf, sessionOf } from './validate.ts';

/** What each part of the form gets. */
export type Part = {
  draft: Draft;
  change(change: Partial<Draft>): void;
  /** the message of a field's problem, if it has one to show */
  problemOf(field: Problem['field']): string | undefined;
};

export function ConnectForm({
  status,
  profiles,
  refreshProfiles,
  readOnly,
  frame,
}: {
  /** of the session that there is, if any: what the form starts from */
  status: SessionStatus;
  profiles: Profile[];
  refreshProfiles: () => void;
  readOnly: boolean;
  /** `close` is what Esc and the × do */
  frame: (body: ReactNode, footer: ReactNode, close: () => void) => ReactNode;
}) {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const timeText = (at: number) => format.time(at, 'full', 0);
  const [first] = useState(() => firstDraft(status, profiles, timeText));
  const [draft, setDraft] = useState<Draft>(first.draft);
  const [chosen, setChosen] = useState(first.profile?.id);
  const [checked, setChecked] = useState<'nothing' | 'connection' | 'all'>('nothing');
  const { test, run, stop, clear } = useTest();
  const { opening, error, notSaved, open, cancel } = useOpen(profiles);
  const form = useRef<HTMLFormElement>(null);
  const mayHaveSecrets = draft.sasl !== 'none' || draft.tls;
  const keyStore = useKeyStore(chosen, mayHaveSecrets, (secrets) => setDraft((old) => withSecrets(old, secrets)));

  const connection = connectionOf(draft);
  const session = sessionOf(draft, (typed) => parseTime(typed, format.zone, Date.now() * 1000));
  const shown = checked === 'all' ? session : connection;
  const problems = checked === 'nothing' || shown.ok ? [] : shown.problems;
  const testIsOld = test.of !== undefined && !(connection.ok && sameWay(test.of, connection.value));
  const ready = draft.topics.size > 0;

  // After a try that failed, the first field that needs a look has the focus.
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .topics-problem')?.focus();
  }, [tries]);

  const testNow = async () => {
    setChecked('connection');
    if (!connection.ok) return setTries((n) => n + 1);
    const show = () => form.current?.querySelector('.test')?.scrollIntoView({ block: 'nearest' });
    const tested = run(connection.value);
    show();
    const result = await tested;
    // Its last step, or the one that failed, may be further down than what was there before.
    requestAnimationFrame(show);
    // The next thing to do after a test that passed is to choose topics.
    if (result?.ok && !ready) form.current?.querySelector<HTMLElement>('.topics-find input')?.focus();
  };
  const connectNow = () => {
    setChecked('all');
    if (session.ok) open(session.value, draft.remember, keepsSecrets(draft, keyStore));
    else setTries((n) => n + 1);
  };
  const choose = (profile: Profile | undefined) => {
    setChosen(profile?.id);
    setDraft(profile ? draftOfProfile(profile, timeText) : EMPTY_DRAFT);
    setChecked('nothing');
    clear();
  };
  const part: Part = {
    draft,
    change: (change) => setDraft((old) => ({ ...old, ...change })),
    problemOf(field) {
      const found = problems.find((one) => one.field === field);
      if (!found) return undefined;
      const message = text.connect.problem[found.code];
      return typeof message === 'string' ? message : message(shownValues(found.values, format));
    },
  };

  const body = (
    <form
      ref={form}
      id="connect-form"
      className={`connect ${profiles.length > 0 ? 'with-saved' : ''}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (opening || readOnly) return;
        if (ready) connectNow();
        else void testNow();
      }}
    >
      {profiles.length > 0 ? (
        <ProfileList profiles={profiles} chosen={chosen} choose={choose} removed={refreshProfiles} />
      ) : null}
      {/* The visible buttons are in the dialog's foot; without one of its own a form does not take Enter. */}
      <button type="submit" hidden />
      <div className="connect-column">
        <ConnectionSection
          key={chosen ?? 'new'}
          {...part}
          keyStore={keyStore}
          forget={() => {
            if (chosen !== undefined) void keyStore.forget(chosen);
            part.change({ keepSecrets: false });
          }}
        />
        <TestSteps
          test={test}
          old={testIsOld}
          start={() => void testNow()}
          stop={stop}
          primary={!ready && !(test.result?.ok && !testIsOld)}
        />
      </div>
      <div className="connect-column">
        <TopicList {...part} cluster={testIsOld ? undefined : test.result} />
        <StartSection {...part} />
        <AdvancedSection {...part} />
      </div>
    </form>
  );

  const name = status.state === 'idle' ? undefined : status.connection?.name;
  const footer = (
    <div className="connect-foot">
      {error ? (
        <Notice tone="error">
          {told(error)} {error.code === 'unreachable' ? text.connect.tryTest : null}
        </Notice>
      ) : null}
      {notSaved ? <Notice tone="warn">{text.connect.saveFailed(told(notSaved))}</Notice> : null}
      {readOnly ? <Notice tone="info">{text.connect.readOnly}</Notice> : null}
      {name !== undefined && !opening && !error ? <Notice tone="info">{text.connect.replaces(name)}</Notice> : null}
      {opening ? (
        <div className="connect-opening" role="status">
          <span>{text.connect.connectingTo(draft.name || draft.brokers)}</span>
          <Progress share={undefined} label={text.connect.connecting} />
        </div>
      ) : null}
      <div className="connect-buttons">
        {problems.length > 0 ? (
          <p className="connect-promise problems" role="status">
            <TriangleAlert size={13} aria-hidden />
            {text.connect.checkFields(format.number(problems.length))}
          </p>
        ) : (
          <p className="connect-promise">
            <Lock size={13} aria-hidden />
            {text.connect.promise}
          </p>
        )}
        {notSaved ? (
          <Button kind="primary" onPress={closeDialog}>
            {text.shell.close}
          </Button>
        ) : (
          <>
            <Checkbox isSelected={draft.remember} onChange={(remember) => part.change({ remember })}>
              {keepsSecrets(draft, keyStore) ? text.connect.rememberIt : text.connect.rememberOpenly}
            </Checkbox>
            <Button onPress={opening ? cancel : closeDialog}>{text.shell.cancel}</Button>
            <Button
              kind={ready || (test.result?.ok && !testIsOld) ? 'primary' : 'plain'}
              isDisabled={opening || readOnly}
              onPress={connectNow}
              type="button"
            >
              {opening ? text.connect.connecting : text.connect.connect}
            </Button>
          </>
        )}
      </div>
    </div>
  );
  return frame(body, footer, opening ? cancel : closeDialog);
}

/** The name is for people: it does not change how the brokers are reached. */
function sameWay(a: Connection, b: Connection): boolean {
  return JSON.stringify({ ...a, name: '' }) === JSON.stringify({ ...b, name: '' });
}
