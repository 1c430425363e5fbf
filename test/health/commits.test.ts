// Readers that are known by their commits alone: however rarely these come, one that reads is well, and one that has ended is told so.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BurrowStatus } from '../../main/contract/health.ts';
import { GroupsHistory } from '../../main/health/groups.ts';
import { HealthHistory } from '../../main/health/history.ts';
import { member, SECOND, START, snapshotsOf } from './scenario-kit.ts';

/** Looks are 5 s apart. */
const LOOK = 5;
const PER_SECOND = 100;

type Reader = {
  /** seconds from one commit to the next, and what it leaves unread at each */
  every: number;
  behind?: number;
  /** records a second that it reads less than come */
  slower?: number;
  /** seconds after the first look: it commits no more, and whether its member goes as well */
  endsAt?: number;
  goes?: boolean;
  seconds: number;
};

function committedAt({ every, behind = 300, slower = 0, endsAt = Number.POSITIVE_INFINITY }: Reader, seconds: number) {
  const last = Math.floor(Math.min(seconds, endsAt) / every) * every;
  return 1_000_000 + last * (PER_SECOND - slower) - behind;
}

/** What is said, and since when, in seconds: "OK 0, STALL 540". */
function told(each: (seconds: number) => BurrowStatus | undefined, seconds: number): string {
  const path: string[] = [];
  let before: string | undefined;
  for (let at = 0; at <= seconds; at += LOOK) {
    const status = each(at);
    if (status !== before) path.push(`${status} ${at}`);
    before = status;
  }
  return path.join(', ');
}

function asGroup(reader: Reader): string {
  const history = new GroupsHistory();
  const { endsAt = Number.POSITIVE_INFINITY, goes = false, seconds } = reader;
  return told((at) => {
    const isEmpty = goes && at > endsAt;
    const report = history.observe({
      ...{ at: START + at * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => false },
      ends: new Map([['t/0', 1_000_000 + at * PER_SECOND]]),
      starts: new Map([['t/0', 0]]),
      groups: [
        {
          ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', why: null },
          ...{ state: isEmpty ? 'Empty' : 'Stable', members: isEmpty ? [] : [member('a', 0)] },
          commits: [{ topic: 't', partition: 0, offset: committedAt(reader, at) }],
        },
      ],
    });
    return report.groups[0]?.status;
  }, seconds);
}

/** The same reader, as the partition's report has it. */
function asPartition(reader: Reader): string {
  const history = new HealthHistory();
  const { endsAt = Number.POSITIVE_INFINITY, goes = false, seconds } = reader;
  const snapshots = snapshotsOf({
    rounds: seconds / LOOK + 1,
    partition: (i) => ({
      ...{ position: committedAt(reader, i * LOOK), committed: true },
      highWatermark: 1_000_000 + i * LOOK * PER_SECOND,
    }),
    cluster: (i) => ({ groupActive: !goes || i * LOOK <= endsAt }),
  });
  return told((at) => {
    const snapshot = snapshots[at / LOOK];
    return snapshot && history.observe(snapshot).partitions[0]?.group;
  }, seconds);
}

const HOUR = 3_600;
const CASES: [name: string, reader: Reader, says: string][] = [
  ['commits at each look', { every: 5, seconds: 600 }, 'UNKNOWN 0, OK 5'],
  ['commits each minute, as Connect does', { every: 60, seconds: HOUR }, 'UNKNOWN 0, OK 60'],
  ['commits each five minutes, as Flink does', { every: 300, seconds: 3 * HOUR }, 'UNKNOWN 0, OK 300'],
  ['commits each twelve seconds', { every: 12, seconds: HOUR }, 'UNKNOWN 0, OK 15'],
  [
    'commits each minute, and falls behind',
    { every: 60, slower: 50, behind: 30_000, seconds: HOUR },
    'UNKNOWN 0, OK 60, WARN 240',
  ],
  [
    'commits each minute, and is always a little behind',
    { every: 60, behind: 30_000, seconds: 200 },
    'UNKNOWN 0, OK 60',
  ],
  // A stop is told after nine of its own distances, or ten where it had read all.
  ['commits at each look, and stalls', { every: 5, endsAt: 600, seconds: 900 }, 'UNKNOWN 0, OK 5, STALL 650'],
  ['commits at each look, and stops', { every: 5, endsAt: 600, goes: true, seconds: 900 }, 'UNKNOWN 0, OK 5, STOP 650'],
  ['commits each minute, and stalls', { every: 60, endsAt: 1_200, seconds: HOUR }, 'UNKNOWN 0, OK 60, STALL 1800'],
  [
    'commits each minute, and stops',
    { every: 60, endsAt: 1_200, goes: true, seconds: HOUR },
    'UNKNOWN 0, OK 60, STOP 1800',
  ],
  // Before three distances were seen, after six minutes, or a ninth more.
  ['was seen to commit once, and stalls', { every: 60, endsAt: 60, seconds: HOUR }, 'UNKNOWN 0, OK 60, STALL 460'],
  ['was never seen to commit', { every: HOUR, endsAt: 0, seconds: 600 }, 'UNKNOWN 0, STALL 360'],
];

for (const [kind, judged] of [
  ['a group', asGroup],
  ['a partition', asPartition],
] as const)
  describe(kind, () => {
    for (const [name, reader, says] of CASES) test(`${name}: ${says}`, () => assert.equal(judged(reader), says));
  });

test('a reader that was set back is so until it has made up for it, or has stood for too long', () => {
  const history = new GroupsHistory();
  const told: string[] = [];
  for (let seconds = 0; seconds <= 900; seconds += 3) {
    const { groups } = history.observe({
      ...{ at: START + seconds * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => false },
      ...{ ends: new Map([['t/0', 30_000 + seconds]]), starts: new Map([['t/0', 20_000]]) },
      groups: [
        {
          ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', state: 'Empty', members: [], why: null },
          commits: [{ topic: 't', partition: 0, offset: seconds < 60 ? 30_000 : 25_000 }],
        },
      ],
    });
    const status = groups[0]?.status ?? '';
    if (seconds >= 60 && told.at(-1)?.split(' ')[0] !== status) told.push(`${status} ${seconds}`);
  }
  assert.deepEqual(told, ['REWIND 60', 'STOP 438']);
});

test('a look at which the group could not be asked says nothing of it: it is judged by its commits from before', () => {
  const history = new HealthHistory();
  const reader: Reader = { every: 60, slower: 50, behind: 30_000, seconds: 600 };
  const snapshots = snapshotsOf({
    rounds: reader.seconds / LOOK + 1,
    partition: (i) => ({
      // As the sampler of a session has it.
      ...(i === 100
        ? { position: null, committed: false }
        : { position: committedAt(reader, i * LOOK), committed: true }),
      highWatermark: 1_000_000 + i * LOOK * PER_SECOND,
    }),
    cluster: (i) => ({ groupKnown: i !== 100 }),
  });
  const judged = snapshots.map((one) => history.observe(one).partitions[0]?.group);
  assert.deepEqual(judged.slice(99, 102), ['WARN', 'UNKNOWN', 'WARN']);
});

test('a group that is empty while records wait warns at once, and one that commits without members does not', () => {
  const codes = (reads: number, isEmptyFrom: number) => {
    const history = new GroupsHistory();
    let reasons: string[] = [];
    for (let i = 0; i <= 100; i++) {
      const isEmpty = i >= isEmptyFrom;
      const { groups } = history.observe({
        ...{ at: START + i * LOOK * SECOND, ours: null, troubles: [], sees: 'all', isUntold: () => false },
        ...{ ends: new Map([['t/0', 1_000 + i * 10]]), starts: new Map([['t/0', 0]]) },
        groups: [
          {
            ...{ group: 'g', protocol: 'classic', protocolType: 'consumer', why: null },
            ...{ state: isEmpty ? 'Empty' : 'Stable', members: isEmpty ? [] : [member('a', 0)] },
            commits: [{ topic: 't', partition: 0, offset: Math.min(i, reads) * 12 }],
          },
        ],
      });
      reasons = groups[0]?.reasons.map(({ code }) => code) ?? [];
      if (i === reads) break;
    }
    return reasons.join(' ');
  };
  // It left at the look at which its last commit was seen.
  assert.equal(codes(50, 50), 'empty');
  assert.equal(codes(50, 0), '');
  assert.equal(codes(0, 0), 'empty too-few');
});
