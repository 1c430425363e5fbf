// Under the bars, where in time the holes lie: hatched the other way than what is not complete yet, and with an edge.
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { missingOf } from '../../main/contract/view-coverage.ts';
import { openDialog } from '../state/dialog.ts';
import { holeKey, holeOffsets, rangeText, sumsText } from '../ui/coverage.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { HoleRun } from './hole-runs.ts';

const NAMED = 5;
/** pixels that a tip takes */
const TIP_WIDTH = 330;

/** Keys reach the same by the sentence of coverage: a hundred stretches are no hundred stops. top, width: in the timeline. */
export function HoleLane({ runs, top, width }: { runs: readonly HoleRun[]; top: number; width: number }) {
  const text = useText();
  const words = text.coverage;
  const format = useFormat();
  const [pointed, point] = useState<number>();
  const run = pointed === undefined ? undefined : runs[pointed];
  return (
    <div className="hole-lane" style={{ top }}>
      {runs.map((run, index) => (
        <Button
          key={run.left}
          className="hole-run"
          excludeFromTabOrder
          style={{ left: run.left, width: run.width }}
          aria-label={words.lane.label(
            rangeText(run.from, run.to, text, format) ?? words.anyTime,
            words.holes(format.number(run.holes.length)),
          )}
          onHoverStart={() => point(index)}
          onHoverEnd={() => point(undefined)}
          onPress={() => openDialog({ kind: 'coverage', at: run.holes[0] })}
        />
      ))}
      {run ? <RunTip run={run} width={width} /> : null}
    </div>
  );
}

function RunTip({ run, width }: { run: HoleRun; width: number }) {
  const text = useText();
  const words = text.coverage;
  const format = useFormat();
  const middle = run.left + Math.min(run.width, width) / 2;
  const left = Math.min(Math.max(0, middle - TIP_WIDTH / 2), Math.max(0, width - TIP_WIDTH));
  const rest = run.holes.length - NAMED;
  return (
    <div className="timeline-tip hole-tip" style={{ left }} aria-hidden="true">
      <div className="tip-time">{rangeText(run.from, run.to, text, format) ?? words.anyTime}</div>
      <div className="tip-sum">
        {words.holesOf(format.number(run.holes.length), sumsText(missingOf(run.holes), text, format))}
      </div>
      {run.holes.slice(0, NAMED).map((hole) => (
        <div key={holeKey(hole)} className="tip-hole">
          <span className="tip-place">
            <span className="cut">{hole.topic}</span>-{hole.partition}
          </span>
          <span>{holeOffsets(hole, text, format)}</span>
        </div>
      ))}
      {rest > 0 ? <div className="tip-more">{words.lane.more(format.number(rest))}</div> : null}
      <div className="tip-more">{words.lane.press}</div>
    </div>
  );
}
