import { type ReactNode, useMemo } from 'react';
import type { ClusterReport } from '../../main/contract/cluster.ts';
import type { HealthReport } from '../../main/contract/health.ts';
import { useFormat, useText } from '../ui/text.ts';
import type { ClusterTrouble } from './cluster-troubles.ts';
import { RANK } from './severity.ts';
import { summaryOf } from './summary.ts';
import { sumText } from './sums.ts';
import type { Trouble } from './troubles.ts';
import { namesOf, TONES } from './words.ts';

/** `troubles`, `others`: of partitions, and of brokers and topics, each worst first. */
export function SummaryCards({
  report,
  cluster,
  troubles,
  others,
}: {
  report: HealthReport;
  cluster: ClusterReport | undefined;
  troubles: readonly Trouble[];
  others: readonly ClusterTrouble[];
}) {
  const text = useText();
  const format = useFormat();
  const sum = useMemo(() => summaryOf(report, cluster), [report, cluster]);
  const words = text.health.cards;
  const [worst] = troubles;
  const [other] = others;
  const isOther = other !== undefined && (!worst || RANK[other.reason.severity] > RANK[worst.severity]);
  // The others go by what they last heard of it.
  const isUnsure = sum.silentBrokers.length > 0 || sum.unknownEnds > 0;

  // What is shown is then of the sample before.
  const staleAt = report.error && report.sampledAt !== null ? format.time(report.sampledAt, 'time', 0) : undefined;
  const lagAmount = sumText(sum.lagRecords, format.number, text);
  const isLagWhole = sum.lagRecords.known !== null && sum.lagRecords.lacking === 0;
  const lagText = () => {
    if (staleAt !== undefined && isLagWhole) return words.asOf(staleAt);
    switch (sum.lag.kind) {
      case 'unknown':
        return words.lagUnknown;
      case 'partly':
        return text.health.lacking(format.number(sum.lag.lacking));
      case 'none':
        return words.lagNone;
      case 'steady':
        return words.lagSteady;
      case 'behind':
        return words.lagBehind(format.duration(sum.lag.ms));
      case 'falling':
        return words.lagFalling(format.duration(sum.lag.clearMs));
      case 'rising':
        return words.lagRising(format.rate(sum.lag.perSecond));
    }
  };

  return (
    <section className="cards" aria-label={words.label}>
      <Card title={words.partitions} value={format.number(sum.partitions)}>
        {sum.liveBrokers === sum.allBrokers
          ? words.partitionsOf(format.number(sum.topics), format.number(sum.liveBrokers))
          : words.partitionsDown(
              format.number(sum.topics),
              format.number(sum.liveBrokers),
              format.number(sum.allBrokers),
            )}
      </Card>
      <Card
        title={words.underReplicated}
        value={isUnsure ? text.health.atLeast(format.number(sum.underReplicated)) : format.number(sum.underReplicated)}
        tone={sum.underReplicated > 0 ? 'warn' : undefined}
      >
        {sum.underReplicated === 0
          ? sum.silentBrokers.length > 0
            ? words.silent(sum.silentBrokers.join(', '), sum.silentBrokers.length > 1)
            : isUnsure
              ? text.health.lacking(format.number(sum.unknownEnds))
              : staleAt !== undefined
                ? words.inSyncAt(staleAt)
                : words.inSync
          : words.outOfSync(
              sum.missingBrokers.join(', '),
              sum.missingBrokers.length > 1,
              format.time(sum.missingSince, 'time', 0),
            )}
      </Card>
      <Card title={words.lag} value={staleAt !== undefined && isLagWhole ? text.health.atLeast(lagAmount) : lagAmount}>
        {lagText()}
      </Card>
      {isOther ? (
        <Card title={words.worst} value={text.cluster.short[other.reason.code]} tone={TONES[other.reason.severity]}>
          {other.of === 'broker' ? text.cluster.map.broker(other.name) : other.name}
        </Card>
      ) : (
        <Card
          title={words.worst}
          value={worst ? text.health.title[worst.code] : words.worstNone}
          tone={worst ? TONES[worst.severity] : 'ok'}
        >
          {worst
            ? namesOf(worst.partitions, 2, text, format)
            : cluster && cluster.sampledAt !== null
              ? words.worstNoneHelp
              : words.worstNoneYet}
        </Card>
      )}
    </section>
  );
}

/** One number that matters, and what it is made of. */
export function Card({
  title,
  value,
  tone,
  action,
  children,
}: {
  title: string;
  value: ReactNode;
  tone?: 'ok' | 'warn' | 'error' | 'info';
  /** beside the value: what changes it */
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="card">
      {action === undefined ? null : <div className="card-action">{action}</div>}
      <h3>{title}</h3>
      <p className={`card-value number cut ${tone ?? ''}`}>{value}</p>
      <p className="card-more number cut" title={typeof children === 'string' ? children : undefined}>
        {children}
      </p>
    </div>
  );
}
