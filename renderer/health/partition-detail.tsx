import './partition-detail.css';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PartitionHealth } from '../../main/contract/health.ts';
import { IconButton } from '../ui/button.tsx';
import { Badge } from '../ui/notice.tsx';
import { missingOf, nameOf, whyAndNextOf } from '../ui/partition-words.ts';
import { useFormat, useText } from '../ui/text.ts';
import { FetchFirst } from './fetch-first.tsx';
import { NOTHING } from './lag-words.ts';
import { UNREAD } from './troubles.ts';
import { TONES } from './words.ts';

/** One partition opened: why it is judged as it is, how far its reader is from both ends of the log, and what can be done. */
export function PartitionDetail({ partition, close }: { partition: PartitionHealth; close: () => void }) {
  const text = useText();
  const format = useFormat();
  const words = text.partitionDetail;
  const name = nameOf(partition);
  const { position, logStart, highWatermark, lagRecords, lagSeconds, marginRecords, lostRecords, dueAt } = partition;
  const number = (n: number | null) => (n === null ? NOTHING : format.number(n));
  const missingBrokers = missingOf(partition);
  const held = logStart === null || highWatermark === null ? 0 : highWatermark - logStart;
  const share = lagRecords === null || held <= 0 ? null : Math.min(1, lagRecords / held);
  const behind = lagSeconds === null || lagRecords === 0 ? '' : words.behind(format.duration(lagSeconds * 1000));
  const due = dueAt === null ? '' : words.due(format.time(dueAt, 'day-time', 0));
  return (
    <section className="group-detail partition-detail" aria-label={name}>
      <header className="group-detail-head">
        <Badge tone={TONES[partition.severity]}>{text.health.severity[partition.severity]}</Badge>
        <h3 className="cut">{name}</h3>
        <span className="grow" />
        {partition.reasons.some(({ code }) => UNREAD.includes(code)) ? <FetchFirst partition={name} /> : null}
        <IconButton label={words.close} className="small" onPress={close}>
          <X size={14} />
        </IconButton>
      </header>
      {partition.reasons.length === 0 ? (
        <p className="group-none">{words.fine}</p>
      ) : (
        <ul className="group-reasons">
          {partition.reasons.map((reason) => (
            <li key={reason.code} data-severity={reason.severity}>
              {whyAndNextOf({ reason, missingBrokers }, text, format)}{' '}
              <span className="trouble-since number">{text.health.since(format.time(reason.since, 'time', 0))}</span>
            </li>
          ))}
        </ul>
      )}
      <dl className="partition-figures">
        <Figure name={words.start} value={number(logStart)} />
        <Figure name={words.margin} value={number(marginRecords)}>
          {lostRecords > 0 ? words.overtaken(format.number(lostRecords)) : words.marginHelp}
        </Figure>
        <Figure name={words.position} value={number(position)}>
          {due}
        </Figure>
        <Figure name={words.lag} value={number(lagRecords)}>
          {[behind, share === null ? '' : words.unread(format.percent(share))].filter(Boolean).join(' · ')}
        </Figure>
        <Figure name={words.end} value={number(highWatermark)} />
      </dl>
    </section>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children?: ReactNode }) {
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
