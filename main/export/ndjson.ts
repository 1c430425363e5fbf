// One JSON object a line: exact, whatever was sent.

import { createTimeText } from '../base/time-text.ts';
import { LEVELS } from '../contract/units.ts';
import { buffer, readHeaders, readNote } from './parts.ts';
import type { StoredRecord } from './stored-record.ts';

/**
 * `incarnation` is there from the second one of its partition on: an offset alone may be that of several records. Either `value` or `valueBase64` is there, and of
 * the key likewise; a tombstone has `value` null.
 */
export function createNdjsonLine(): (record: StoredRecord) => string {
  const time = createTimeText();
  const brokerTime = createTimeText();
  const arrivalTime = createTimeText();
  const topics = new Map<string, string>();
  const topicJson = (topic: string) => {
    const json = `{"topic":${JSON.stringify(topic)},"partition":`;
    topics.set(topic, json);
    return json;
  };

  return (record) => {
    const topic = topics.get(record.topic) ?? topicJson(record.topic);
    const broker = record.brokerTime < 0 ? 'null' : `"${brokerTime(record.brokerTime)}"`;
    const times = `"time":"${time(record.time)}","brokerTime":${broker},"arrivalTime":"${arrivalTime(record.arrivalTime)}"`;
    const level = LEVELS[record.level] ?? 'unknown';
    const headers = record.headers === null ? '[]' : headersJson(record.headers);
    const note = record.note === null ? '' : noteJson(record.note);
    const incarnation = record.incarnation > 1 ? `,"incarnation":${record.incarnation}` : '';
    return `${topic}${record.partition}${incarnation},"offset":${record.offset},${times},"level":"${level}",${bytesJson('key', record.key)},"headers":${headers},${bytesJson('value', record.value)}${note}}\n`;
  };
}

function bytesJson(name: string, content: StoredRecord['value']): string {
  if (content === null) return `"${name}":null`;
  if (typeof content === 'string') return `"${name}":${JSON.stringify(content)}`;
  return `"${name}Base64":"${buffer(content).toString('base64')}"`;
}

/** A list and not an object: Kafka takes a name twice, and the order counts. */
export function headersJson(stored: string): string {
  let json = '';
  for (const [name, value, isBase64] of readHeaders(stored)) {
    const field = isBase64 ? 'valueBase64' : 'value';
    json += `${json === '' ? '[' : ','}{"name":${JSON.stringify(name)},"${field}":${JSON.stringify(value)}}`;
  }
  return `${json || '['}]`;
}

function noteJson(stored: string): string {
  const { error, length, sha256 } = readNote(stored);
  const truncated = length === undefined ? '' : `,"truncated":${JSON.stringify({ length, sha256 })}`;
  return `${error === undefined ? '' : `,"error":${JSON.stringify(error)}`}${truncated}`;
}
