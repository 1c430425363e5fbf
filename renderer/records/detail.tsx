import { X } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { RecordDetail } from '../../main/contract/records.ts';
import { useCall } from '../engine/use-call.ts';
import { IconButton } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Failed, Notice } from '../ui/notice.tsx';
import { useFormat, useText } from '../ui/text.ts';
import { decodeBase64 } from './bytes.ts';
import { DetailFields } from './detail-fields.tsx';
import { DetailHex } from './detail-hex.tsx';
import { DetailPlace } from './detail-place.tsx';
import { RawValue } from './raw-value.tsx';

/** One record, whole. row: its number in the cache. */
export function Detail({ row, words, onClose }: { row: number; words: readonly string[]; onClose: () => void }) {
  const text = useText();
  const answer = useCall('records.detail', { row });
  const record = answer.data;
  return (
    <aside className={`detail ${answer.stale ? 'stale' : ''}`} aria-label={text.logs.detail.title}>
      {answer.error ? <Failed error={answer.error} again={answer.again} /> : null}
      {record ? <Whole record={record} words={words} onClose={onClose} /> : null}
      {!record && answer.loading ? <p className="detail-loading">{text.shell.loading}</p> : null}
    </aside>
  );
}

function Whole({ record, words, onClose }: { record: RecordDetail; words: readonly string[]; onClose: () => void }) {
  const text = useText();
  const format = useFormat();
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
        <CopyButton label={text.logs.detail.copyValue} text={() => record.value ?? record.valueBase64 ?? ''} />
        <IconButton className="small" label={text.logs.detail.close} onPress={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      <div className="detail-body">
        <DetailPlace record={record} />
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
