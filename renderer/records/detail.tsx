import { Bookmark, BookmarkCheck, UnfoldVertical, X } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Key, RecordDetail } from '../../main/contract/records.ts';
import { useCall } from '../engine/use-call.ts';
import { IconButton } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Failed, Notice } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { decodeBase64 } from './bytes.ts';
import { DetailFields } from './detail-fields.tsx';
import { DetailHex } from './detail-hex.tsx';
import { DetailPlace } from './detail-place.tsx';
import { placeOf, useMarks } from './marks.ts';
import { NoteField } from './note-field.tsx';
import { RawValue } from './raw-value.tsx';
import type { RecordActs } from './use-record-acts.ts';

type Acts = Pick<RecordActs, 'bookmark' | 'around'>;

/** One record, whole. */
export function Detail({
  record: key,
  words,
  acts,
  onClose,
}: {
  record: Key;
  words: readonly string[];
  acts: Acts;
  onClose: () => void;
}) {
  const text = useText();
  const answer = useCall('records.detail', { row: key.row });
  // A link from another cache may name a row that is another record here.
  const other = answer.data !== undefined && !answer.stale && answer.data.key.time !== key.time;
  const record = other ? undefined : answer.data;
  return (
    <aside className={`detail ${answer.stale ? 'stale' : ''}`} aria-label={text.logs.detail.title}>
      {answer.error ? <Failed error={answer.error} again={answer.again} /> : null}
      {other ? (
        <Notice tone="warn" action={<CloseButton onClose={onClose} />}>
          {text.records.link.otherRecord}
        </Notice>
      ) : null}
      {record ? <Whole record={record} words={words} acts={acts} onClose={onClose} /> : null}
      {!record && answer.loading ? <p className="detail-loading">{text.shell.loading}</p> : null}
    </aside>
  );
}

function CloseButton({ onClose }: { onClose: () => void }) {
  const text = useText();
  return (
    <IconButton className="small" label={text.logs.detail.close} onPress={onClose}>
      <X size={14} />
    </IconButton>
  );
}

function Whole({
  record,
  words,
  acts,
  onClose,
}: {
  record: RecordDetail;
  words: readonly string[];
  acts: Acts;
  onClose: () => void;
}) {
  const text = useText();
  const format = useFormat();
  const mark = useMarks().of(record);
  const { bookmarks } = text.records;
  const place = placeOf(record);
  const capped = record.marks.includes('capped');
  return (
    <Tabs className="detail-tabs">
      <div className="detail-bar">
        <TabList aria-label={text.logs.detail.title} className="detail-tablist">
          <Tab id="fields" className="detail-tab">
            {text.logs.detail.fields}
          </Tab>
          <Tab id="raw" className="detail-tab">
            {text.logs.detail.raw}
          </Tab>
          <Tab id="hex" className="detail-tab">
            {text.logs.detail.hex}
          </Tab>
        </TabList>
        <span className="grow" />
        <IconButton
          className={`small ${mark ? 'on' : ''}`}
          label={mark ? bookmarks.unmark : bookmarks.mark}
          onPress={acts.bookmark}
        >
          {mark ? <BookmarkCheck size={14} /> : <Bookmark size={14} />}
        </IconButton>
        <IconButton className="small" label={`${text.records.around.title} (s)`} onPress={acts.around}>
          <UnfoldVertical size={14} />
        </IconButton>
        <CopyButton label={text.logs.detail.copyValue} text={() => record.value ?? record.valueBase64 ?? ''} />
        <CloseButton onClose={onClose} />
      </div>
      <div className="detail-body">
        <DetailPlace record={record} />
        {mark ? <NoteField key={JSON.stringify(place)} place={place} note={mark.note} label={bookmarks.note} /> : null}
        {record.error === null ? null : <Notice tone="error">{record.error}</Notice>}
        {capped ? (
          <Notice tone="warn">{text.logs.detail.capped(format.bytes(record.valueBytes), record.sha256 ?? '')}</Notice>
        ) : null}
        <TabPanel id="fields">
          <DetailFields record={record} words={words} />
        </TabPanel>
        <TabPanel id="raw">
          <RawValue record={record} />
        </TabPanel>
        <TabPanel id="hex">
          {record.valueBase64 === null ? (
            <RawValue record={record} />
          ) : (
            <DetailHex key={record.key.row} bytes={decodeBase64(record.valueBase64)} />
          )}
        </TabPanel>
      </div>
    </Tabs>
  );
}
