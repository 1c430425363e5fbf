import { Check, CircleDashed, Minus, X } from 'lucide-react';
import { TEST_STEPS } from '../../main/contract/session.ts';
import { Button } from '../ui/button.tsx';
import { Notice, Progress } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import type { Test } from './use-test.ts';

const ICONS = { ok: Check, failed: X, skipped: Minus, waiting: CircleDashed };

/** The way to the brokers step by step: which one failed, and what to do about it. */
export function TestSteps({
  test,
  old,
  start,
  stop,
  primary,
}: {
  test: Test;
  /** the form has changed since */
  old: boolean;
  start: () => void;
  stop: () => void;
  primary: boolean;
}) {
  const text = useText();
  const format = useFormat();
  const words = useTold();
  const { result } = test;
  const tried = test.running || result !== undefined || test.error !== undefined;
  return (
    <section className="connect-part test" aria-label={text.connect.testTitle}>
      <div className="test-head">
        {test.running ? (
          <Button onPress={stop}>{text.connect.stop}</Button>
        ) : (
          <Button kind={primary ? 'primary' : 'plain'} onPress={start}>
            {tried ? text.connect.testAgain : text.connect.test}
          </Button>
        )}
        <p className="field-hint">{test.running ? text.connect.testing : tried ? null : text.connect.testHint}</p>
      </div>
      {test.error ? <Notice tone="error">{text.connect.testFailed(words(test.error))}</Notice> : null}
      {test.running ? <Progress share={undefined} label={text.connect.testing} /> : null}
      {test.running || result ? (
        <ol className={`steps ${old ? 'old' : ''}`}>
          {TEST_STEPS.map((name) => {
            const step = result?.steps.find((one) => one.step === name);
            const state = step?.state ?? 'waiting';
            const Icon = ICONS[state];
            return (
              <li key={name} className={`step ${state}`} data-step={name} data-state={state}>
                <Icon className="step-icon" size={15} strokeWidth={2.5} aria-hidden />
                <span className="step-name">{text.connect.step[name]}</span>
                <span className="only-read">{text.connect.stepState[state]}</span>
                <span className="step-detail">{step ? words(step.detail) : null}</span>
                <span className="step-time number">
                  {step && step.state !== 'skipped'
                    ? `${step.ms < 1 ? '<' : ''}${format.duration(Math.max(1, step.ms))}`
                    : ''}
                </span>
                {step?.hint === undefined ? null : <p className="step-hint">{words(step.hint)}</p>}
              </li>
            );
          })}
        </ol>
      ) : null}
      {result?.ok ? (
        <p className="test-sum" role="status">
          {text.connect.testOk(
            result.clusterId ?? '–',
            format.number(result.brokers.length),
            format.number(result.topics.length),
          )}
        </p>
      ) : null}
      {old && result ? <Notice tone="warn">{text.connect.testOld}</Notice> : null}
    </section>
  );
}
