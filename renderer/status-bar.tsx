import { Button } from 'react-aria-components';
import type { HealthReport } from '../main/contract/health.ts';
import { CoverageSentence } from './coverage/coverage-sentence.tsx';
import { useCoverage } from './engine/coverage.tsx';
import { useWatch } from './engine/use-watch.ts';
import { unknownEnds } from './health/summary.ts';
import { openDialog } from './state/dialog.ts';
import { useFormat, useText, useTold } from './ui/text.ts';
import { useCovers } from './ui/use-covers.ts';

export function StatusBar() {
  const text = useText();
  const format = useFormat();
  const told = useTold();
  const status = useWatch('session.status');
  const tick = useWatch('cache.tick');
  const report = useWatch('health.report');
  const inCache = useCoverage().data?.holes.length ?? 0;
  const inView = useCovers()?.covers.allHoles ?? 0;
  // Nothing before both are known: words that change at once are not read, and what stands beside them would jump.
  if (!status || !tick) return <footer className="status" />;
  const collecting = status.state === 'collecting' || status.state === 'paused';
  return (
    <footer className="status">
      <CoverageSentence />
      {collecting ? (
        <>
          {status.notReading ? (
            <span className="warn-text" title={told(status.notReading)}>
              {text.shell.status.notReading}
            </span>
          ) : (
            <span>{text.shell.status.rate(format.rate(status.recordsPerSecond))}</span>
          )}
          <Lag records={status.lagRecords} report={report} />
        </>
      ) : (
        <span>{text.shell.state[status.state]}</span>
      )}
      <span className="grow" />
      {tick.duplicates > 0 ? (
        <span className="error-text">{text.shell.status.duplicates(format.number(tick.duplicates))}</span>
      ) : null}
      {inCache > inView ? (
        <Button className="status-link quiet" onPress={() => openDialog({ kind: 'coverage' })}>
          {text.coverage.holesInAll(format.number(inCache))}
        </Button>
      ) : null}
      <span>
        {tick.cacheLimitBytes === null
          ? text.shell.status.cache(format.bytes(tick.cacheBytes))
          : text.shell.status.cacheOf(format.bytes(tick.cacheBytes), format.bytes(tick.cacheLimitBytes))}
      </span>
    </footer>
  );
}

/** Where no broker tells the ends of some partitions now, it is counted to their ends of before: there may be more. */
function Lag({ records, report }: { records: number | null; report: HealthReport | undefined }) {
  const text = useText();
  const format = useFormat();
  const words = text.shell.status;
  const known = report && report.sampledAt !== null ? report : undefined;
  const unknown = known ? unknownEnds(known.partitions) : 0;
  if (records === null || (unknown > 0 && unknown === known?.partitions.length)) return <span>{words.lagUnknown}</span>;
  const count = format.number(records);
  if (unknown === 0 && !known?.error) return <span>{words.lag(count)}</span>;
  const why = unknown > 0 ? text.health.lacking(format.number(unknown)) : text.health.staleTitle;
  return <span title={why}>{words.lag(text.health.atLeast(count))}</span>;
}
