// Which brokers can be read: the requests that are needed, ours and kafkajs's, against what a broker says it offers.
import { type Said, say } from '../contract/told.ts';
import { ConnectError } from './admin-errors.ts';
import type { ApiVersionsAnswer } from './admin-requests.ts';

/** Versions that both kafkajs 2.2.4 and the requests here can speak; Kafka 1.0 is the first that has the least of each. */
const NEEDED = [
  { name: 'Fetch', key: 1, min: 4, max: 11 },
  { name: 'ListOffsets', key: 2, min: 2, max: 3 },
  { name: 'Metadata', key: 3, min: 5, max: 6 },
  { name: 'OffsetCommit', key: 8, min: 0, max: 5 },
  { name: 'OffsetFetch', key: 9, min: 2, max: 4 },
  { name: 'FindCoordinator', key: 10, min: 1, max: 2 },
  { name: 'JoinGroup', key: 11, min: 0, max: 5 },
  { name: 'Heartbeat', key: 12, min: 0, max: 3 },
  { name: 'LeaveGroup', key: 13, min: 0, max: 3 },
  { name: 'SyncGroup', key: 14, min: 0, max: 3 },
];

/** Throws a ConnectError of the step "version" that names the request which does not fit. */
export function checkVersions(answer: ApiVersionsAnswer, address: string): void {
  for (const { name, key, min, max } of NEEDED) {
    const offered = answer.apis.find((api) => api.key === key);
    const refuse = (detail: Said, hint: Said) => new ConnectError('version', 'unsupported', [detail], [hint]);
    const what = { address, request: name };
    if (!offered) throw refuse(say('too-old-without', { ...what, needed: min }), say('too-old-hint'));
    if (offered.max < min)
      throw refuse(say('too-old', { ...what, offered: offered.max, needed: min }), say('too-old-hint'));
    if (offered.min > max)
      throw refuse(say('too-new', { ...what, offered: offered.min, known: max }), say('too-new-hint'));
  }
}

/** The highest metadata.version that a KRaft broker supports tells its release: [from this level on, release]. */
const KRAFT_RELEASES: [number, string][] = [
  [31, '4.4'],
  [30, '4.3'],
  [28, '4.2'],
  [26, '4.1'],
  [22, '4.0'],
  [21, '3.9'],
  [20, '3.8'],
  [15, '3.7'],
  [12, '3.6'],
  [9, '3.5'],
  [8, '3.4'],
];
/** From this level on it is newer than the newest release above. */
const NEWER_LEVEL = 34;
/** The same, roughly, from the highest version of Fetch. */
const FETCH_RELEASES: [number, Said][] = [
  [17, say('kafka-protocol-from', { from: '3.9' })],
  [16, say('kafka-protocol-between', { from: '3.7', to: '3.8' })],
  [14, say('kafka-protocol-between', { from: '3.5', to: '3.6' })],
  [13, say('kafka-protocol-between', { from: '3.1', to: '3.4' })],
  [12, say('kafka-protocol-between', { from: '2.7', to: '3.0' })],
  [11, say('kafka-protocol-between', { from: '2.3', to: '2.6' })],
  [10, say('kafka-protocol-between', { from: '2.1', to: '2.2' })],
  [8, say('kafka-protocol', { release: '2.0' })],
  [7, say('kafka-protocol', { release: '1.1' })],
];

/** Such as "Kafka 4.4, KRaft"; a release that cannot be told exactly is given as a range. */
export function releaseOf(answer: Pick<ApiVersionsAnswer, 'apis' | 'features'>): Said {
  const level = answer.features.get('metadata.version');
  if (level === undefined) {
    const fetch = answer.apis.find((api) => api.key === 1)?.max ?? 0;
    return FETCH_RELEASES.find(([from]) => fetch >= from)?.[1] ?? say('kafka-protocol', { release: '1.0' });
  }
  if (level >= NEWER_LEVEL) return say('kafka-kraft-newer', { release: KRAFT_RELEASES[0]?.[1] ?? '' });
  const release = KRAFT_RELEASES.find(([from]) => level >= from)?.[1];
  return release ? say('kafka-kraft', { release }) : say('kafka-kraft-older', { release: '3.3' });
}
