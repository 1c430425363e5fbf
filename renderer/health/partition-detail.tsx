import './partition-detail.css';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { IconButton } from '../ui/button.tsx';
import { Badge } from '../ui/notice.tsx';
import { missingOf, nameOf, whyAndNextOf } from '../ui/partition-words.ts';
import { roughTime } from '../ui/rough-time.ts';
import { useFormat, useText } from '../ui/text.ts';
import { FetchFirst } from './fetch-first.tsx';
import { NOTHING } from './lag-words.ts';
import type { PartitionMark } from './marks.ts';
import { PlotMenu } from './plot-menu.tsx';
import { Replicas } from './replicas.tsx';
import { Since } from './since.tsx';
import { tellingReasons, UNREAD } from './troubles.ts';
import { TONES } from './words.ts';

/** One partition opened: why it is judged as it is, how far its reader is from both ends of the log, and what can be done. */
export function PartitionDetail({
  partition,
  mark,
  close,
}: {
  partition: PartitionHealth;
  /** what the last look at sizes and racks says of it */
  mark: PartitionMark | undefined;
  close: () => void;
}) {
  const box = useRef<HTMLElement>(null);
  useEscapeIn(box, close);
  const text = useText();
  const format = useFormat();
  const words = text.partitionDetail;
  const name = nameOf(partition);
  const codes = mark?.codes ?? [];
  const reasons = [...tellingReasons(partition), ...partition.reasons.filter(({ severity }) => severity === 'ok')];
  const rate = (n: number | null) => (n === null ? NOTHING : format.rate(n));
  const { position, logStart, highWatermark, lagRecords, lagSeconds, marginRecords, lostRecords, due } = partition;
  const number = (n: number | null) => (n === null ? NOTHING : format.number(n));
  const missingBrokers = missingOf(partition);
  const held = logStart === null || highWatermark === null ? 0 : highWatermark - logStart;
  const share = lagRecords === null || held <= 0 ? null : Math.min(1, lagRecords / held);
  const behind = !lagSeconds || lagRecords === 0 ? '' : words.behind(format.duration(lagSeconds * 1000));
  // Where nothing waits, or nothing is deleted, nothing is at stake.
  const isRaced = due !== 'none' && due !== 'never' && due !== 'limit-unknown';
  return (
    <section ref={box} className="group-detail partition-detail" aria-label={name}>
      <header className="group-detail-head">
        <Badge tone={TONES[partition.severity]}>{text.health.severity[partition.severity]}</Badge>
        <h3 className="cut">{name}</h3>
        <span className="grow" />
        {partition.reasons.some(({ code }) => UNREAD.includes(code)) ? <FetchFirst partition={name} /> : null}
        <PlotMenu of={{ of: 'partition', topic: partition.topic, partition: partition.partition }} />
        <IconButton label={words.close} className="small" onPress={close}>
          <X size={14} />
        </IconButton>
      </header>
      {reasons.length + codes.length === 0 ? (
        <p className="group-none">{words.fine}</p>
      ) : (
        <ul className="group-reasons">
          {reasons.map((reason) => (
            <li key={reason.code} data-severity={reason.severity}>
              {whyAndNextOf({ reason, missingBrokers }, text, format)} <Since at={reason.since} />
            </li>
          ))}
          {codes.map((code) => (
            <li key={code} data-severity="warning">
              {text.cluster.short[code]}
            </li>
          ))}
        </ul>
      )}
      <dl className="partition-figures">
        <Figure name={words.start} value={number(logStart)} />
        <Figure name={words.margin} value={number(marginRecords)}>
          {lostRecords > 0 ? words.overtaken(format.number(lostRecords)) : isRaced ? words.marginHelp : ''}
        </Figure>
        <Figure name={words.position} value={number(position)}>
          {due === 'none'
            ? ''
            : typeof due === 'string'
              ? words.due[due]
              : words.due.at(roughTime(due.at, due.within, format))}
        </Figure>
        <Figure name={words.lag} value={number(lagRecords)}>
          {[behind, share === null ? '' : words.unread(format.percent(share))].filter(Boolean).join(' · ')}
        </Figure>
        <Figure name={words.end} value={number(highWatermark)} />
        <Figure name={text.health.column.size} value={mark?.bytes == null ? NOTHING : format.bytes(mark.bytes)} />
        <Figure name={text.health.column.produced} value={rate(partition.producedPerSecond)} />
        <Figure name={text.health.column.consumed} value={rate(partition.consumedPerSecond)} />
        <Figure name={text.health.column.leader} value={<Replicas partition={partition} />} />
        <Figure name={text.health.column.minIsr} value={String(partition.minInsyncReplicas ?? '?')} />
      </dl>
    </section>
  );
}

/** Escape in it or beside it, in the table that it belongs to; what is open above, a menu or a dialog, keeps its own. */
function useEscapeIn(box: RefObject<HTMLElement | null>, close: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !(event.target instanceof Node)) return;
      if (event.target === document.body || box.current?.parentElement?.contains(event.target)) close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [box, close]);
}

function Figure({ name, value, children }: { name: string; value: ReactNode; children?: ReactNode }) {
  return (
    <div className="partition-figure">
      <dt>{name}</dt>
      <dd>
        <span className="number">{value}</span>
        {children ? <span className="partition-figure-more">{children}</span> : null}
      </dd>
    </div>
  );
}
