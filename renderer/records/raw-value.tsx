import type { RecordDetail } from '../../main/contract/records.ts';
import { useText } from '../ui/text.ts';

/** The value as it was sent, or why there is none to read. */
export function RawValue({ record }: { record: Pick<RecordDetail, 'value' | 'valueBase64'> }) {
  const text = useText().logs.detail;
  if (record.valueBase64 === null && record.value === null) return <p className="detail-none">{text.tombstone}</p>;
  if (record.value === null) return <p className="detail-none">{text.binary}</p>;
  if (record.value === '') return <p className="detail-none">{text.emptyValue}</p>;
  return <pre className="raw">{record.value}</pre>;
}
