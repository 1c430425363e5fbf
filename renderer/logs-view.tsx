// The logs: what narrows them, when they were, each of them, and one of them whole.
import { Download } from 'lucide-react';
import { memo, type Ref, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Hole } from '../main/contract/records.ts';
import { PastOffer } from './coverage/past-offer.tsx';
import { useCall } from './engine/use-call.ts';
import { useEvery } from './engine/use-same.ts';
import { useWatch } from './engine/use-watch.ts';
import { Fields } from './filter/fields.tsx';
import { FilterBar } from './filter/filter-bar.tsx';
import { Topics } from './filter/topics.tsx';
import { FindBar } from './find-bar.tsx';
import { JumpDialog } from './jump-dialog.tsx';
import { LogsEmpty } from './logs-empty.tsx';
import { useLogsKeys } from './logs-keys.ts';
import { LogsMeta } from './logs-meta.tsx';
import { AroundBar } from './records/around-bar.tsx';
import { ClockBar } from './records/clock-bar.tsx';
import { fieldsOf } from './records/columns.ts';
import { Detail } from './records/detail.tsx';
import { LinkNotice } from './records/link-notice.tsx';
import { RecordOverlays } from './records/record-overlays.tsx';
import { RecordsTable, type TableHandle } from './records/records-table.tsx';
import { type Logs, useLogs } from './records/use-logs.ts';
import { useRecordActs } from './records/use-record-acts.ts';
import { useTravel } from './records/use-travel.ts';
import { ViewNotice } from './saved/view-notice.tsx';
import { ViewsMenu } from './saved/views-menu.tsx';
import { useColumns } from './state/columns.ts';
import { openDialog } from './state/dialog.ts';
import { openFind, useFind } from './state/find.ts';
import { goLive, standStill } from './state/follow.ts';
import { go, usePlace } from './state/place.ts';
import { selection, useSelection } from './state/selection.ts';
import { useSettings } from './state/settings.ts';
import { RangePicker } from './timeline/range-picker.tsx';
import { SplitChooser } from './timeline/split-chooser.tsx';
import { Timeline, type TimelineHandle } from './timeline/timeline.tsx';
import { useComparison } from './timeline/use-comparison.ts';
import { useSplit } from './timeline/use-split.ts';
import { Button } from './ui/button.tsx';
import { useFlash } from './ui/flash.ts';
import type { Format, TimeStyle } from './ui/format.ts';
import { Failed } from './ui/notice.tsx';
import { Splitter } from './ui/splitter.tsx';
import { useFormat, useText } from './ui/text.ts';
import { useCovers } from './ui/use-covers.ts';
import { useSize } from './ui/use-size.ts';
import { useFindMarks } from './use-find-marks.ts';
import { useMatches } from './use-matches.ts';
import { WatchBar } from './watch-bar.tsx';

/** The timeline's padding, both sides. */
const PADDING = 24;
/** Pixels of a bar at least; the number of bars changes in steps, so that dragging the window's edge asks for few counts. */
const BAR_PIXELS = 8;
const BUCKET_STEP = 20;
/** What the timeline says of the frontier and of now need not be newer. */
const TIMELINE_MS = 500;
const NO_WORDS: readonly string[] = [];
const NO_HOLES: readonly Hole[] = [];

export function LogsView() {
  const text = useText();
  const format = useFormat();
  const place = usePlace();
  const selected = useSelection();
  const { detailWidth } = useSettings();
  const chosenColumns = useColumns();
  // The time that orders is the first column already.
  const columns = useMemo(() => chosenColumns.filter((column) => column !== place.clock), [chosenColumns, place.clock]);
  const fields = useMemo(() => fieldsOf(columns), [columns]);
  const section = useRef<HTMLDivElement>(null);
  const filterBar = useRef<{ focus(): void }>(null);
  const split = useRef<HTMLDivElement>(null);
  const table = useRef<TableHandle>(null);
  const timeline = useRef<TimelineHandle>(null);
  const [jumping, setJumping] = useState(false);
  const [badFilter, setBadFilter] = useState(false);
  const [flash, tell] = useFlash();

  const width = Math.max(0, useSize(section).width - PADDING);
  const buckets = Math.max(BUCKET_STEP, Math.floor(width / BAR_PIXELS / BUCKET_STEP) * BUCKET_STEP);
  const logs = useLogs(buckets, fields);
  const divided = useSplit({
    view: logs.view,
    live: logs.live,
    newestRow: logs.tick?.newestRow ?? 0,
    counting: logs.histogram?.final !== true,
    buckets,
  });
  const compared = useComparison({
    view: logs.view,
    live: logs.live,
    histogram: logs.histogram,
    tick: logs.tick,
    now: logs.now,
    buckets,
  });
  const known = useCovers();
  const check = useCall('filter.check', { filter: place.filter });
  const words = check.data?.highlights ?? NO_WORDS;
  // Other times than the record's own may be of any day.
  const timeStyle = place.clock === 'record' ? timeStyleOf(logs, format) : 'full';
  const travel = useTravel(
    logs,
    table,
    tell,
    useMemo(
      () => ({ noError: text.logs.noError, outside: text.logs.jump.outside, notInView: text.records.notInView }),
      [text],
    ),
  );
  const finding = useFind();
  const sought = finding.open ? finding.text : '';
  const matches = useMatches(sought, logs, table, travel, tell);
  useFindMarks(split, sought);
  const acts = useRecordActs(logs, travel, tell);
  useLogsKeys(travel, table, acts, {
    focusFilter: () => filterBar.current?.focus(),
    find: openFind,
    match: (forward) => (sought === '' ? openFind() : matches.go(forward)),
    jump: () => setJumping(true),
    zoom: (factor) => timeline.current?.scale(factor),
    pan: (share) => timeline.current?.pan(share),
  });

  useEffect(() => {
    if (logs.live) table.current?.toTop();
  }, [logs.live]);

  // Another filter or range, or a reload: the selected record keeps its place in the middle of what is around it there.
  const keepPlace = useRef(() => {});
  keepPlace.current = () => {
    const record = selection.get();
    if (record && !logs.live) travel.go({ to: 'record', key: record.key, say: false });
  };
  const { identity } = logs;
  useEffect(() => {
    if (identity !== '') keepPlace.current();
  }, [identity]);
  // One that a link or a bookmark led to is looked for.
  const reveal = useRef(() => {});
  reveal.current = () => {
    if (selected && !logs.live) travel.go({ to: 'record', key: selected.key, say: true });
  };
  const unplaced = selected?.rank === undefined ? selected?.key.row : undefined;
  useEffect(() => {
    if (unplaced !== undefined) reveal.current();
  }, [unplaced]);

  const empty = logs.rows?.total === 0 && !logs.rows.error && logs.tick?.records !== 0;
  const narrowed = place.filter !== '' || place.range.kind !== 'all' || place.topics !== null;
  const focusGrid = () => split.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
  const exportThis = () =>
    openDialog({
      kind: 'export',
      view: logs.view,
      order: place.order,
      clock: place.clock,
      records: logs.histogram?.final ? logs.histogram.total : undefined,
    });
  const { order, split: splitBy } = place;
  const setOrder = useCallback(() => {
    if (order === 'desc') standStill();
    go({ order: order === 'desc' ? 'asc' : 'desc' });
  }, [order]);
  const timelineTick = useEvery(TIMELINE_MS, logs.tick);
  const { view } = logs;
  const chooser = useMemo(() => <SplitChooser split={splitBy} view={view} />, [splitBy, view]);

  return (
    <div className="logs">
      <nav className="sidebar" aria-label={text.logs.fields.title}>
        {logs.tick && logs.tick.records > 0 ? (
          <>
            <Topics topics={logs.tick.topics} />
            <Fields
              view={logs.view}
              live={logs.live}
              newestRow={logs.tick.newestRow}
              counting={logs.histogram?.final === false}
            />
          </>
        ) : null}
      </nav>
      <div className={`logs-main ${badFilter ? 'bad-filter' : ''}`} ref={section}>
        <div className="query">
          <Narrowing handle={filterBar} onBad={setBadFilter} />
          <Button
            kind="primary"
            onPress={exportThis}
            className="query-export"
            isDisabled={!logs.tick || logs.tick.records === 0}
          >
            <Download size={14} aria-hidden />
            <span>{text.logs.exportButton}</span>
          </Button>
        </div>
        <LogsMeta histogram={logs.histogram} tick={logs.tick} known={known} check={check.data} narrowed={narrowed} />
        <Timeline
          handle={timeline}
          histogram={logs.histogram}
          split={divided}
          compared={compared}
          chooser={chooser}
          range={place.range}
          tick={timelineTick}
          now={logs.now}
          holes={known?.holes ?? NO_HOLES}
          width={width}
          tell={tell}
        />
        <LinkNotice />
        <ViewNotice />
        <AroundBar />
        <ClockBar />
        <PastOffer known={known} quiet={empty && place.filter === ''} />
        {logs.histogramError && logs.rows && !logs.rows.error ? (
          <Failed error={logs.histogramError} again={logs.recount} />
        ) : null}
        {divided?.error && divided.error.code !== 'bad-filter' ? (
          <Failed error={divided.error} again={divided.again} />
        ) : null}
        <WatchBar />
        {finding.open ? <FindBar matches={matches} onClose={focusGrid} /> : null}
        <div className="split" ref={split}>
          <div className={`split-rows ${logs.rowsStale ? 'stale' : ''}`}>
            {logs.rows && logs.rows.total > 0 && !logs.rows.error ? (
              <RecordsTable
                rows={logs.rows}
                version={logs.pages?.version() ?? 0}
                view={logs.view}
                identity={logs.identity}
                order={place.order}
                columns={columns}
                timeStyle={timeStyle}
                words={words}
                selection={selected}
                choosing={acts.choosing}
                busy={logs.histogram?.final === false}
                stale={logs.rowsStale}
                handle={table}
                onMoved={standStill}
                onOrder={setOrder}
                onMenu={acts.openMenu}
                onLink={acts.link}
              />
            ) : logs.rows || logs.tick?.records === 0 ? (
              <LogsEmpty
                tick={logs.tick}
                known={known}
                error={logs.rows?.error ?? logs.histogramError}
                again={() => logs.rows?.retry()}
              />
            ) : (
              <p className="logs-loading">{text.shell.loading}</p>
            )}
            <Paused logs={logs} narrowed={narrowed} />
            <RecordOverlays logs={logs} columns={columns} acts={acts} tell={tell} />
            {flash === undefined ? null : (
              <div className="flash" role="status">
                {flash}
              </div>
            )}
          </div>
          {selected ? (
            <>
              <Splitter label={text.logs.detail.resize} />
              <div className="split-detail" style={{ width: detailWidth }}>
                <Detail record={selected.key} words={words} acts={acts} onClose={() => selection.set(null)} />
              </div>
            </>
          ) : null}
        </div>
      </div>
      {jumping ? (
        <JumpDialog onClose={() => setJumping(false)} onJump={(time) => travel.go({ to: 'time', time })} />
      ) : null}
    </div>
  );
}

/** Not drawn anew with every tick. */
const Narrowing = memo(function Narrowing(of: { handle: Ref<{ focus(): void }>; onBad: (bad: boolean) => void }) {
  return (
    <>
      <FilterBar {...of} />
      <RangePicker />
      <ViewsMenu />
    </>
  );
});

/** That the records stand still, and the way back to the newest. */
function Paused({ logs, narrowed }: { logs: Logs; narrowed: boolean }) {
  const text = useText().logs;
  const format = useFormat();
  const status = useWatch('session.status');
  const collecting = status?.state === 'collecting' || status?.state === 'paused' || status?.state === 'connecting';
  if (logs.live || !(collecting || logs.arrived > 0)) return null;
  const arrived = format.number(logs.arrived);
  const said = logs.arrived === 0 ? text.pausedNone : narrowed ? text.pausedArrived(arrived) : text.paused(arrived);
  return (
    <div className="paused" role="status">
      <span className="number">{said}</span>
      <Button kind="primary" className="small" onPress={goLive}>
        {text.resume}
      </Button>
    </div>
  );
}

/** The day is shown where the records are not all of today. */
function timeStyleOf({ histogram, now }: Logs, format: Format): TimeStyle {
  if (!histogram || histogram.from === null || histogram.to === null) return 'time';
  const [first, last, today] = [histogram.from, histogram.to - 1, now].map(format.day);
  if (first === today && last === today) return 'time';
  return first?.slice(0, 4) === last?.slice(0, 4) && first?.slice(0, 4) === today?.slice(0, 4) ? 'day-time' : 'full';
}
