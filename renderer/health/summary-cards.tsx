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

  const syncText = () => {
    const { missingBrokers, silentBrokers } = sum;
    if (sum.underReplicated > 0)
      return words.outOfSync(
        missingBrokers.join(', '),
        missingBrokers.length > 1,
        format.time(sum.missingSince, 'time', 0),
      );
    if (silentBrokers.length > 0) return words.silent(silentBrokers.join(', '), silentBrokers.length > 1);
    if (sum.unknownEnds > 0) return text.health.lacking(format.number(sum.unknownEnds));
    return staleAt === undefined ? words.inSync : words.inSyncAt(staleAt);
  };
  const worstCard = () => {
    if (isOther) {
      const { of, name, reason } = other;
      const children = of === 'broker' ? text.cluster.map.broker(name) : name;
      return { value: text.cluster.short[reason.code], tone: TONES[reason.severity], children };
    }
    if (worst) {
      const children = namesOf(worst.partitions, 2, text, format);
      return { value: text.health.title[worst.code], tone: TONES[worst.severity], children };
    }
    const isLooked = cluster !== undefined && cluster.sampledAt !== null;
    return {
      value: words.worstNone,
      tone: 'ok' as const,
      children: isLooked ? words.worstNoneHelp : words.worstNoneYet,
    };
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
        {syncText()}
      </Card>
      <Card title={words.lag} value={staleAt !== undefined && isLagWhole ? text.health.atLeast(lagAmount) : lagAmount}>
        {lagText()}
      </Card>
      <Card title={words.worst} {...worstCard()} />
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
