// An alert's condition, how often it fires, and its name.
import './alerts/alerts.css';
import { useId, useState } from 'react';
import type { Alert, AlertCondition } from '../main/contract/alerts.ts';
import type { ErrorData } from '../main/contract/errors.ts';
import { HealthReason } from '../main/contract/health.ts';
import type { Output } from '../main/contract/methods.ts';
import { conditionText, isNameFrom, MOST_NAME, nameFrom } from './alerts/words.ts';
import { useEngine } from './engine/context.ts';
import { visibleError } from './engine/errors.ts';
import { useCall } from './engine/use-call.ts';
import { useWatch } from './engine/use-watch.ts';
import { useEditor } from './filter/use-editor.ts';
import { closeDialog } from './state/dialog.ts';
import { place } from './state/place.ts';
import { Button } from './ui/button.tsx';
import { Dialog } from './ui/dialog.tsx';
import { type Choice, Segmented, Select, TextField } from './ui/fields.tsx';
import { Failed } from './ui/notice.tsx';
import { useFormat, useText } from './ui/text.ts';

type Kind = AlertCondition['on'];
const WINDOWS = [60, 300, 600, 900, 1_800, 3_600, 21_600, 86_400];
const LASTING = [0, 30, 60, 300, 900, 3_600];
const PAUSES = [60, 300, 900, 3_600, 21_600, 86_400];

/** What is in the form, of every kind: so that another kind and back again forgets nothing. */
type Draft = {
  kind: Kind;
  filter: string;
  than: 'above' | 'below';
  records: string;
  lag: string;
  seconds: number;
  topics: string[] | null;
  least: 'warning' | 'error';
  codes: HealthReason['code'][] | null;
  forSeconds: number;
};

function draftOf(condition: AlertCondition | undefined): Draft {
  const { filter, topics } = place.get();
  const fresh: Draft = {
    ...{ kind: 'count', filter, than: 'above', records: '100', lag: '10000', seconds: 300, topics },
    ...{ least: 'warning', codes: null, forSeconds: 60 },
  };
  if (!condition) return fresh;
  if (condition.on === 'silent') return { ...fresh, kind: 'silent', forSeconds: condition.forSeconds };
  const { on: kind, topics: chosen } = condition;
  if (condition.on === 'count')
    return { ...fresh, ...condition, kind, topics: chosen, records: `${condition.records}` };
  if (condition.on === 'lag')
    return { ...fresh, kind, topics: chosen, lag: `${condition.records}`, forSeconds: condition.forSeconds };
  return { ...fresh, ...condition, kind, topics: chosen };
}

/** undefined: a number is none */
function conditionOf(draft: Draft): AlertCondition | undefined {
  const { kind, filter, than, seconds, topics, least, codes, forSeconds } = draft;
  const number = /^\d{1,9}$/.test((kind === 'lag' ? draft.lag : draft.records).trim());
  if (kind === 'silent') return { on: kind, forSeconds };
  if (kind === 'health') return { on: kind, topics, least, codes, forSeconds };
  if (!number) return undefined;
  if (kind === 'lag') return { on: kind, topics, records: Number(draft.lag), forSeconds };
  return { on: kind, filter, topics, than, records: Number(draft.records), seconds };
}

export function AlertDialog({ alert }: { alert: Alert | undefined }) {
  const text = useText();
  const words = text.alerts;
  const format = useFormat();
  const engine = useEngine();
  const [draft, setDraft] = useState(() => draftOf(alert?.condition));
  const [name, setName] = useState(alert && !isNameFrom(alert) ? alert.name : '');
  const [pauseSeconds, setPause] = useState(alert?.pauseSeconds ?? 900);
  const [error, setError] = useState<ErrorData>();
  const { data, stale } = useCall('filter.check', draft.kind === 'count' ? { filter: draft.filter } : null);
  const checked = data && !stale ? data : undefined;
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const condition = conditionOf(draft);
  const spans = (list: readonly number[], chosen: number) =>
    [...new Set([...list, chosen])]
      .sort((a, b) => a - b)
      .map((seconds) => ({
        value: `${seconds}`,
        label: seconds === 0 ? words.form.atOnce : format.duration(seconds * 1000),
      }));
  const save = () => {
    if (!condition) return;
    const given = name.trim() || nameFrom(condition, text, format);
    const id = alert?.id ?? crypto.randomUUID();
    engine
      .call('alerts.save', { id, name: given, condition, pauseSeconds, on: alert?.on ?? true })
      .then(closeDialog, (failure: unknown) => setError(visibleError(failure)));
  };
  return (
    <Dialog
      title={alert ? words.edit : words.add}
      onClose={closeDialog}
      footer={
        <>
          <Button onPress={closeDialog}>{text.shell.cancel}</Button>
          <Button kind="primary" onPress={save} isDisabled={!condition || checked?.ok === false}>
            {words.form.save}
          </Button>
        </>
      }
    >
      <div className="alert-form">
        {error ? <Failed error={error} /> : null}
        <Segmented<Kind>
          label={words.form.kind}
          value={draft.kind}
          choices={(['count', 'lag', 'health', 'silent'] as const).map((value) => ({
            value,
            label: words.form.kinds[value],
          }))}
          onChange={(kind) => change({ kind })}
        />
        {draft.kind === 'count' ? (
          <CountPart draft={draft} change={change} checked={checked} windows={spans(WINDOWS, draft.seconds)} />
        ) : null}
        {draft.kind === 'lag' ? (
          <TextField
            label={words.form.lag}
            value={draft.lag}
            onChange={(lag) => change({ lag })}
            error={condition ? undefined : words.form.badNumber}
          />
        ) : null}
        {draft.kind === 'health' ? <HealthPart draft={draft} change={change} /> : null}
        {draft.kind === 'silent' ? <p className="field-hint">{words.form.silentHint}</p> : null}
        <div className="alert-row">
          {draft.kind === 'silent' ? null : (
            <TopicsChoice topics={draft.topics} onChange={(topics) => change({ topics })} />
          )}
          {draft.kind === 'count' ? null : (
            <Select
              label={words.form.lasting}
              value={`${draft.forSeconds}`}
              choices={spans(LASTING, draft.forSeconds)}
              onChange={(seconds) => change({ forSeconds: Number(seconds) })}
            />
          )}
          <Select
            label={words.form.pause}
            value={`${pauseSeconds}`}
            choices={spans(PAUSES, pauseSeconds)}
            onChange={(seconds) => setPause(Number(seconds))}
          />
        </div>
        <TextField
          label={words.form.name}
          value={name}
          onChange={setName}
          maxLength={MOST_NAME}
          placeholder={condition ? conditionText(condition, text, format) : words.form.namePlaceholder}
        />
      </div>
    </Dialog>
  );
}

type Part = { draft: Draft; change: (part: Partial<Draft>) => void };

function CountPart({
  draft,
  change,
  checked,
  windows,
}: Part & { checked: Output<'filter.check'> | undefined; windows: readonly Choice<string>[] }) {
  const words = useText().alerts;
  const said = useId();
  const [given] = useState(() => ({ text: draft.filter }));
  const [completing, setCompleting] = useState(false);
  const bad = checked && !checked.ok && !completing ? checked : undefined;
  const { host } = useEditor({
    given,
    bad: bad && { from: bad.position ?? draft.filter.length, to: bad.end ?? draft.filter.length },
    describedBy: said,
    listener: {
      changed: (filter) => change({ filter }),
      completing: setCompleting,
      ...{ apply() {}, recall() {}, focused() {} },
    },
  });
  return (
    <>
      <div>
        <p className="alert-label">{words.form.filter}</p>
        <div className={`filter ${bad ? 'bad' : ''}`}>
          <div className="filter-field" ref={host} />
        </div>
        <p id={said} className={bad ? 'field-error' : 'field-hint'} role="status">
          {bad ? bad.message : words.form.filterHint}
        </p>
      </div>
      <div className="alert-row">
        <div className="alert-than">
          <Segmented
            label={words.form.than}
            value={draft.than}
            choices={(['above', 'below'] as const).map((value) => ({ value, label: words.than[value] }))}
            onChange={(than) => change({ than, records: than === 'below' ? '1' : draft.records })}
          />
        </div>
        <TextField
          label={words.form.records}
          value={draft.records}
          onChange={(records) => change({ records })}
          error={conditionOf(draft) ? undefined : words.form.badNumber}
        />
        <Select
          label={words.form.within}
          value={`${draft.seconds}`}
          choices={windows}
          onChange={(seconds) => change({ seconds: Number(seconds) })}
        />
      </div>
      {draft.than === 'below' ? <p className="field-hint">{words.form.belowHint}</p> : null}
    </>
  );
}

/** A list of several is kept as one choice: here one is chosen, or all. */
function TopicsChoice({ topics, onChange }: { topics: string[] | null; onChange: (topics: string[] | null) => void }) {
  const words = useText().alerts;
  const known = useWatch('cache.tick')?.topics ?? [];
  const names = [...new Set([...known.map(({ name }) => name), ...(topics?.length === 1 ? topics : [])])].sort();
  const several = topics !== null && topics.length !== 1 ? [{ value: ' several', label: topics.join(', ') }] : [];
  return (
    <Select
      label={words.form.topics}
      value={topics === null ? ' all' : topics.length === 1 ? (topics[0] ?? ' all') : ' several'}
      choices={[
        { value: ' all', label: words.allTopics },
        ...several,
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      onChange={(value) => {
        if (value !== ' several') onChange(value === ' all' ? null : [value]);
      }}
    />
  );
}

function HealthPart({ draft, change }: Part) {
  const text = useText();
  const words = text.alerts.form;
  const codes = HealthReason.shape.code.options.filter((code) => code !== 'not-preferred-leader');
  const [first] = draft.codes ?? [];
  return (
    <div className="alert-row">
      <div className="alert-than">
        <Segmented
          label={words.least}
          value={draft.least}
          choices={(['warning', 'error'] as const).map((value) => ({ value, label: words.leasts[value] }))}
          onChange={(least) => change({ least })}
        />
      </div>
      <Select<HealthReason['code'] | 'any'>
        label={words.reason}
        value={first ?? 'any'}
        choices={[
          { value: 'any', label: words.anyReason },
          ...codes.map((value) => ({ value, label: text.health.title[value] })),
        ]}
        onChange={(value) => change({ codes: value === 'any' ? null : [value] })}
      />
    </div>
  );
}
