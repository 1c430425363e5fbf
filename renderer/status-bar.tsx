import { Button } from 'react-aria-components';
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
  const all = report?.partitions.length ?? 0;
  // Where nothing is read and nobody tells of the cluster, the ends are of before.
  const lacking =
    !report || report.sampledAt === null ? 0 : status.notReading && report.error ? all : unknownEnds(report.partitions);
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
          <Lag records={status.lagRecords} unknown={lacking} of={all} />
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

/** `unknown`: of so many partitions of `of` no broker tells the end now; the lag is then counted to ends of before. */
function Lag({ records, unknown, of }: { records: number | null; unknown: number; of: number }) {
  const text = useText();
  const format = useFormat();
  const words = text.shell.status;
  if (records === null || (unknown > 0 && unknown === of)) return <span>{words.lagUnknown}</span>;
  const count = format.number(records);
  return unknown === 0 ? (
    <span>{words.lag(count)}</span>
  ) : (
    <span title={text.health.lacking(format.number(unknown))}>{words.lag(text.health.atLeast(count))}</span>
  );
}
