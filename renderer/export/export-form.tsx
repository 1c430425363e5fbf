import { useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import type { ErrorData } from '../../main/contract/errors.ts';
import type { ExportFormat } from '../../main/contract/export.ts';
import type { View } from '../../main/contract/records.ts';
import type { Clock } from '../../main/contract/units.ts';
import { useEngine } from '../engine/context.ts';
import { visibleError } from '../engine/errors.ts';
import { shell } from '../engine/shell.ts';
import { useStream } from '../engine/use-stream.ts';
import { closeDialog } from '../state/dialog.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Segmented, TextField } from '../ui/fields.tsx';
import { Failed, Notice } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { fileName, isAbsolutePath, join, nameOf, nextName, withFormat } from './file-name.ts';
import { WhatIsExported } from './what-is-exported.tsx';

const FORMATS: readonly ExportFormat[] = ['ndjson', 'csv', 'text'];
const ORDERS = ['asc', 'desc'] as const;

export function ExportForm({
  view,
  order: firstOrder,
  clock: ordersBy,
  records,
  folder,
  started,
}: {
  view: View;
  order: 'asc' | 'desc';
  clock: Clock;
  records: number | undefined;
  folder: string;
  started: (id: string) => void;
}) {
  const text = useText();
  const clock = useFormat();
  const engine = useEngine();
  const [format, setFormat] = useState<ExportFormat>('ndjson');
  const [order, setOrder] = useState(firstOrder);
  const [path, setPath] = useState(() => join(folder, fileName(view, 'ndjson', clock, Date.now() * 1000)));
  const [problem, setProblem] = useState<string>();
  const [error, setError] = useState<ErrorData>();
  const [coverageFile, setCoverageFile] = useState(true);
  const [starting, setStarting] = useState(false);
  // One bucket is a count; its `upTo` then makes the export exactly what was counted.
  const counted = useStream('records.histogram', { view, buckets: 1 });
  const total = counted.data?.final ? counted.data.total : undefined;
  const exists = error?.code === 'exists';
  const choose = shell()?.chooseExportFile;
  // The system's dialog has asked already whether that file may be replaced.
  const [confirmed, setConfirmed] = useState<string>();

  const start = async (to: string, overwrite: boolean) => {
    const target = to.trim();
    if (target === '') return setProblem(text.exports.noPath);
    if (!isAbsolutePath(target)) return setProblem(text.exports.relativePath(join(folder, target)));
    setProblem(undefined);
    setError(undefined);
    setStarting(true);
    try {
      const upTo = counted.data?.final ? counted.data.upTo : view.upTo;
      const { id } = await engine.call('export.start', {
        view: { ...view, upTo },
        order,
        clock: ordersBy,
        format,
        path: target,
        overwrite,
        coverageFile,
      });
      started(id);
    } catch (failure) {
      setError(visibleError(failure));
      setStarting(false);
    }
  };
  const change = (to: string) => {
    setPath(to);
    setProblem(undefined);
    setError(undefined);
  };
  const another = nextName(path.trim());

  return (
    <Dialog
      title={text.exports.title}
      onClose={closeDialog}
      footer={
        <>
          <Button onPress={closeDialog}>{text.shell.cancel}</Button>
          <Button
            kind="primary"
            type="submit"
            form="export-form"
            isDisabled={starting || total === 0 || counted.error !== undefined}
          >
            {starting ? text.exports.starting : text.exports.start}
          </Button>
        </>
      }
    >
      <form
        id="export-form"
        className="export-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!starting && total !== 0) void start(path, path === confirmed);
        }}
      >
        <WhatIsExported view={view} records={total ?? records} counting={total === undefined && !counted.error} />
        {counted.error ? <Failed error={counted.error} again={counted.again} /> : null}
        {total === 0 ? <Notice tone="info">{text.exports.nothing}</Notice> : null}
        <RadioGroup
          className="field"
          aria-label={text.exports.format}
          value={format}
          onChange={(value) => {
            const next = FORMATS.find((one) => one === value);
            if (!next) return;
            change(withFormat(path, format, next));
            setFormat(next);
          }}
        >
          <div className="format-cards">
            {FORMATS.map((one) => (
              <Radio key={one} value={one} className="format-card">
                <strong>{text.exports.formats[one]}</strong>
                <span>{text.exports.formatHelp[one]}</span>
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <Segmented
          label={text.exports.order}
          value={order}
          choices={ORDERS.map((value) => ({ value, label: text.exports.orders[value] }))}
          onChange={setOrder}
        />
        {ordersBy === 'record' ? null : <p className="field-hint">{text.clock.exported[ordersBy]}</p>}
        <div className="export-path">
          <TextField
            label={text.exports.path}
            hint={text.exports.pathHelp}
            record
            autoFocus
            value={path}
            onChange={change}
            error={problem}
          />
          {choose ? (
            <Button
              onPress={() => {
                choose(path).then(
                  (chosen) => {
                    if (chosen === null) return;
                    change(chosen);
                    setConfirmed(chosen);
                  },
                  (failure: unknown) => setProblem(failure instanceof Error ? failure.message : String(failure)),
                );
              }}
            >
              {text.exports.choose}
            </Button>
          ) : null}
        </div>
        <Checkbox isSelected={coverageFile} onChange={setCoverageFile}>
          {text.exports.coverageFile}
        </Checkbox>
        {exists ? (
          <Notice
            tone="warn"
            action={
              <>
                <Button onPress={() => void start(path, true)}>{text.exports.overwrite}</Button>
                <Button
                  onPress={() => {
                    change(another);
                    void start(another, false);
                  }}
                >
                  {text.exports.keepBoth(nameOf(another))}
                </Button>
              </>
            }
          >
            {text.exports.exists(nameOf(path.trim()))}
          </Notice>
        ) : error ? (
          <Failed error={error} />
        ) : null}
      </form>
    </Dialog>
  );
}
