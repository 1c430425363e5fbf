import './coverage.css';
import { CircleCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Hole } from '../../main/contract/records.ts';
import { mayConcern, missingOf } from '../../main/contract/view-coverage.ts';
import { useCoverage } from '../engine/coverage.tsx';
import { useWatch } from '../engine/use-watch.ts';
import { closeDialog, openDialog } from '../state/dialog.ts';
import { useFills } from '../state/fills.ts';
import { Button } from '../ui/button.tsx';
import { unfollowedTopics } from '../ui/coverage.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Segmented } from '../ui/fields.tsx';
import { Empty, Failed, Notice } from '../ui/notice.tsx';
import { useFormat, useText, useTold } from '../ui/text.ts';
import { useCovers } from '../ui/use-covers.ts';
import { isUnderWay, whatOf } from './fetchable.ts';
import { FillState } from './fill-state.tsx';
import { HoleTable } from './hole-table.tsx';
import { type Fill, useFill } from './use-fill.ts';

type Scope = 'view' | 'all';

/** Every hole with its reason, and the way to fetch those that the brokers may still have. */
export function CoverageDialog({ at }: { at: Hole | undefined }) {
  const text = useText();
  const words = text.coverage.dialog;
  const answer = useCoverage();
  const known = useCovers();
  const { number } = useFormat();
  const all = answer.data?.holes ?? [];
  const inView = known ? all.filter((hole) => mayConcern(hole, known.view)) : all;
  const [chosen, choose] = useState<Scope>();
  const scope = chosen ?? (at || inView.length > 0 ? 'view' : 'all');
  const shown = scope === 'view' ? inView : all;
  const fill = useFill();
  const jobs = useWatch('fill.jobs')?.jobs ?? [];
  const body = useRef<HTMLDivElement>(null);
  // A button that was pressed goes when its fetch begins: with the focus nowhere, Escape would not close the dialog.
  useEffect(() => {
    if (document.activeElement === document.body) body.current?.focus();
  });
  return (
    <Dialog title={words.title} onClose={closeDialog} width={960}>
      <div className="coverage-dialog" ref={body} tabIndex={-1}>
        {answer.error ? <Failed error={answer.error} again={answer.again} /> : null}
        {!answer.data && answer.loading ? text.shell.loading : null}
        <Notes />
        {answer.data && all.length === 0 ? (
          <Empty icon={<CircleCheck size={28} strokeWidth={1.5} />} title={words.none}>
            {words.noneMore}
          </Empty>
        ) : null}
        {all.length > 0 ? (
          <>
            <p className="coverage-intro">{words.intro}</p>
            <div className="coverage-bar">
              {inView.length < all.length ? (
                <Segmented<Scope>
                  label={words.scope}
                  hideLabel
                  value={scope}
                  choices={[
                    { value: 'view', label: words.inView(number(inView.length)) },
                    { value: 'all', label: words.inAll(number(all.length)) },
                  ]}
                  onChange={choose}
                />
              ) : null}
              <Sums holes={shown} />
            </div>
            <FetchAll holes={shown} fill={fill} />
            {shown.length > 0 ? (
              <HoleTable holes={shown} at={at} fill={fill} jobs={jobs} />
            ) : (
              <p className="coverage-none">{words.noneHere}</p>
            )}
          </>
        ) : null}
      </div>
    </Dialog>
  );
}

/** What keeps a view from being complete and is no hole. */
function Notes() {
  const words = useText().coverage.dialog;
  const { number } = useFormat();
  const tick = useWatch('cache.tick');
  const coverage = useCoverage().data;
  if (!tick) return null;
  const unfollowed = unfollowedTopics(tick, null);
  const renewed = new Set(
    coverage?.partitions
      .filter(({ incarnation }) => incarnation > 1)
      .map(({ topic, partition }) => `${topic} ${partition}`),
  ).size;
  const notes = [
    ...(unfollowed.length > 0 ? [words.unfollowedIntro(unfollowed.join(', '))] : []),
    ...(tick.elsewhere > 0 ? [words.elsewhere(number(tick.elsewhere))] : []),
    ...(tick.openTransactions > 0 ? [words.openTransactions(number(tick.openTransactions))] : []),
  ];
  return (
    <>
      {notes.map((note) => (
        <Notice key={note} tone="warn">
          {note}
        </Notice>
      ))}
      {renewed > 0 ? <Notice tone="info">{words.renewed(number(renewed))}</Notice> : null}
    </>
  );
}

/** How many offsets are missing, by cause. */
function Sums({ holes }: { holes: readonly Hole[] }) {
  const text = useText();
  const { number } = useFormat();
  const sums = missingOf(holes).toSorted((a, b) => b.offsets - a.offsets);
  return (
    <ul className="coverage-sums">
      {sums.map(({ cause, holes, offsets }) => (
        <li key={cause}>
          <strong>{text.coverage.causes[cause]}</strong> {text.coverage.holes(number(holes))} ·{' '}
          {text.coverage.offsetCount(number(offsets))}
        </li>
      ))}
    </ul>
  );
}

function FetchAll({ holes, fill }: { holes: readonly Hole[]; fill: Fill }) {
  const words = useText().coverage.fill;
  const told = useTold();
  const { number } = useFormat();
  const { begun } = useFills();
  const jobs = useWatch('fill.jobs')?.jobs ?? [];
  const job = jobs.find(isUnderWay) ?? jobs.find(({ id }) => begun.includes(id));
  const some = holes.filter((hole) => hole.fetchable && (fill.can !== 'yes' || fill.follows(hole)));
  return (
    <>
      {job ? (
        <div className="coverage-fill">
          <FillState job={job} />
        </div>
      ) : null}
      {fill.error ? (
        <Notice tone="error">
          {words.failed} {told(fill.error)}
        </Notice>
      ) : null}
      {some.length > 0 && !(job && isUnderWay(job)) ? (
        <div className="coverage-fill">
          <span>
            {words.mayHave(number(some.length), number(offsetsOf(some)))}{' '}
            {fill.can === 'no-session' ? words.needsSession : fill.can === 'read-only' ? words.readOnly : null}
          </span>
          <span className="grow" />
          {fill.can === 'no-session' ? (
            <Button onPress={() => openDialog({ kind: 'connect' })}>{words.connect}</Button>
          ) : fill.can === 'read-only' ? null : (
            <Button
              kind="primary"
              isDisabled={fill.can !== 'yes' || fill.starting}
              onPress={() => fill.start(whatOf(some))}
            >
              {words.fetchAll}
            </Button>
          )}
        </div>
      ) : null}
    </>
  );
}

function offsetsOf(holes: readonly Hole[]): number {
  return holes.reduce((sum, { from, to }) => sum + to - from, 0);
}
