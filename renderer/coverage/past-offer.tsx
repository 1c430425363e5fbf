// Under the timeline: that the brokers may have more of the time that is shown than the cache does, and the fetch of it.
import './coverage.css';
import { DownloadCloud, X } from 'lucide-react';
import { useWatch } from '../engine/use-watch.ts';
import { openDialog } from '../state/dialog.ts';
import { hideOffer, useFills } from '../state/fills.ts';
import { usePlace } from '../state/place.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { rangeText } from '../ui/coverage.ts';
import { useFormat, useText, useTold } from '../ui/text.ts';
import type { Covers } from '../ui/use-covers.ts';
import { isUnderWay, offerOf } from './fetchable.ts';
import { FillState } from './fill-state.tsx';
import { useFill } from './use-fill.ts';
import { useStandAnew } from './use-stand-anew.ts';

/** quiet: the offer is made elsewhere; a fetch under way and its result are shown here all the same. */
export function PastOffer({ known, quiet }: { known: Covers | undefined; quiet: boolean }) {
  const text = useText();
  const words = text.coverage.fill;
  const { range, topics } = usePlace();
  const { begun, hidden } = useFills();
  const jobs = useWatch('fill.jobs')?.jobs ?? [];
  useStandAnew(jobs.filter(({ id, state, records }) => state !== 'running' && records > 0 && begun.includes(id)));
  const job = jobs.find(isUnderWay) ?? jobs.find(({ id }) => begun.includes(id));
  if (job)
    return (
      <div className="past">
        <FillState job={job} />
      </div>
    );
  const name = JSON.stringify([range, topics]);
  if (!known || quiet || hidden.includes(name) || !offerOf(known.view, known.holes, known.now)) return null;
  return (
    <div className="past">
      <DownloadCloud size={14} aria-hidden />
      <span>{words.offer}</span>
      <FetchPast known={known} />
      <span className="grow" />
      <IconButton className="small" label={words.dismiss} onPress={() => hideOffer(name)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}

/** The button that fetches what the brokers may have of the view; nothing where they may have nothing. */
export function FetchPast({ known, primary = false }: { known: Covers; primary?: boolean }) {
  const text = useText();
  const words = text.coverage.fill;
  const told = useTold();
  const format = useFormat();
  const fill = useFill();
  const offer = offerOf(known.view, fill.can === 'yes' ? known.holes.filter(fill.follows) : known.holes, known.now);
  if (fill.can === 'read-only') return <span className="past-why">{words.readOnly}</span>;
  if (fill.can === 'no-session')
    return (
      <>
        <span className="past-why">{words.needsSession}</span>
        <Button className={primary ? '' : 'small'} onPress={() => openDialog({ kind: 'connect' })}>
          {words.connect}
        </Button>
      </>
    );
  if (!offer) return fill.can === 'yes' ? <span className="past-why">{words.notFollowedHint}</span> : null;
  const range = rangeText(offer.from, offer.to, text, format) ?? words.wholeRange;
  return (
    <>
      <Button
        kind={primary ? 'primary' : 'plain'}
        className={primary ? '' : 'small'}
        isDisabled={fill.can === 'wait' || fill.starting}
        onPress={() => fill.start(offer.what)}
      >
        {words.fetchRange(range)}
      </Button>
      {fill.error ? (
        <span className="error-text past-why" role="alert">
          {words.failed} {told(fill.error)}
        </span>
      ) : null}
    </>
  );
}
