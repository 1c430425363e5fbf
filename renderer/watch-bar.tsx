// What the watch over new records does and has found, over the table.
import { Bookmark, OctagonPause, X } from 'lucide-react';
import { MOST_MARKED } from '../main/contract/matches.ts';
import { useWatch } from './engine/use-watch.ts';
import { openDialog } from './state/dialog.ts';
import { goLive } from './state/follow.ts';
import { beginWatch, endWatch, stoppedAt, useWatching } from './state/watch.ts';
import { Button, IconButton } from './ui/button.tsx';
import { useFormat, useText, useTold } from './ui/text.ts';
import { useCollecting, useShowMatch } from './watch-run.tsx';

export function WatchBar() {
  const text = useText();
  const words = text.watch;
  const format = useFormat();
  const told = useTold();
  const watch = useWatching();
  const newestRow = useWatch('cache.tick')?.newestRow ?? null;
  const collecting = useCollecting();
  const show = useShowMatch();
  if (!watch) return null;
  const found = stoppedAt(watch);
  const { matched = 0, marked = 0, last = null, missed = 0 } = watch.told ?? {};
  const time = (at: number) => format.time(at, 'time', 3);
  const goOn = (after: number | null) => beginWatch({ ...watch, after });
  const more = matched - 1;
  const said = watch.error
    ? told(watch.error)
    : watch.ended
      ? words.full(format.number(marked))
      : found
        ? `${words.stopped(time(found.key.time))}: ${found.message}`
        : last
          ? words.marked(format.number(marked), format.number(MOST_MARKED), time(last.key.time))
          : `${words.waiting[watch.act]} · ${collecting ? words.none : words.quiet}`;
  const Icon = watch.act === 'stop' ? OctagonPause : Bookmark;
  return (
    <div className={`watch-bar ${found || watch.ended ? 'found' : ''} ${watch.error ? 'failed' : ''}`} role="status">
      <Icon size={14} aria-hidden />
      <code className="watch-filter cut" title={watch.filter}>
        {watch.filter}
      </code>
      <span className="cut number watch-said" title={said}>
        {said}
      </span>
      {found && more > 0 ? <span className="watch-more number">{words.more(format.number(more))}</span> : null}
      {missed > 0 ? <span className="watch-more warn-text">{words.missed(format.number(missed))}</span> : null}
      <span className="grow" />
      {found ? (
        <>
          <Button className="small" onPress={show}>
            {words.show}
          </Button>
          {more > 0 ? (
            <Button className="small" onPress={() => goOn(found.key.row)}>
              {words.next}
            </Button>
          ) : null}
          <Button
            kind="primary"
            className="small"
            onPress={() => {
              goOn(newestRow);
              goLive();
            }}
          >
            {words.on}
          </Button>
        </>
      ) : null}
      {watch.ended ? (
        <Button className="small" onPress={() => goOn(watch.told?.upTo ?? newestRow)}>
          {words.again}
        </Button>
      ) : null}
      {marked > 0 ? (
        <Button className="small" onPress={() => openDialog({ kind: 'bookmarks' })}>
          {words.list}
        </Button>
      ) : null}
      <IconButton className="small" label={words.end} onPress={endWatch}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
