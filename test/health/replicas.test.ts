// The status of a partition by its metadata. Columns: leader (- none), replicas, ISR, min.insync.replicas (? unreadable).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isUnderMinIsr, replicaReasons } from '../../main/health/replicas.ts';
import type { ReplicaState } from '../../main/health/snapshot.ts';
import { worst } from '../../main/health/words.ts';

const SEEN = (imbalance: number) => ({ live: new Set([1, 2, 3]), silent: new Set([3]), imbalance: () => imbalance });

function state(text: string): ReplicaState {
  const [leader = '', replicas = '', isr = '', minIsr = '', adding = ''] = text.split(/\s+/);
  const ids = (list: string) => (list === '' || list === '-' ? [] : list.split(',').map(Number));
  return {
    leader: leader === '-' ? null : Number(leader),
    replicas: ids(replicas),
    isr: ids(isr),
    minInsyncReplicas: minIsr === '?' ? null : Number(minIsr),
    adding: ids(adding),
  };
}

const CASES: { name: string; given: string; severity: string; codes: string[]; underMinIsr: boolean | null }[] = [
  { name: 'all in sync', given: '1 1,2,3 1,2,3 2', severity: 'ok', codes: [], underMinIsr: false },
  { name: 'one replica alone', given: '1 1 1 1', severity: 'ok', codes: [], underMinIsr: false },
  {
    name: 'min ISR above the replicas counts as the replicas',
    given: '1 1 1 2',
    severity: 'ok',
    codes: [],
    underMinIsr: false,
  },
  { name: 'set up without slack', given: '1 1,2,3 1,2,3 3', severity: 'ok', codes: ['at-min-isr'], underMinIsr: false },
  { name: 'one missing', given: '1 1,2,3 1,2 1', severity: 'warning', codes: ['under-replicated'], underMinIsr: false },
  {
    name: 'one missing, at min ISR',
    given: '1 1,2,3 1,2 2',
    severity: 'warning',
    codes: ['at-min-isr', 'under-replicated'],
    underMinIsr: false,
  },
  {
    name: 'two missing, under min ISR',
    given: '1 1,2,3 1 2',
    severity: 'error',
    codes: ['under-min-isr', 'under-replicated'],
    underMinIsr: true,
  },
  { name: 'no leader', given: '- 1,2,3 1 2', severity: 'error', codes: ['offline'], underMinIsr: true },
  {
    name: 'a leader that is gone',
    given: '4 4,1 4,1 1',
    severity: 'error',
    codes: ['leader-down'],
    underMinIsr: false,
  },
  {
    name: 'another leader',
    given: '2 1,2,3 1,2,3 2',
    severity: 'ok',
    codes: ['not-preferred-leader'],
    underMinIsr: false,
  },
  {
    name: 'min ISR unreadable, all in sync',
    given: '1 1,2,3 1,2,3 ?',
    severity: 'unknown',
    codes: ['min-isr-unknown'],
    underMinIsr: false,
  },
  { name: 'min ISR unreadable, one replica', given: '1 1 1 ?', severity: 'ok', codes: [], underMinIsr: false },
  {
    name: 'a leader that does not answer',
    given: '3 3,1 3,1 1',
    severity: 'error',
    codes: ['leader-silent'],
    underMinIsr: false,
  },
  {
    name: 'min ISR unreadable, one missing',
    given: '1 1,2,3 1,2 ?',
    severity: 'warning',
    codes: ['under-replicated', 'min-isr-unknown'],
    underMinIsr: null,
  },
  { name: 'a replica is being added', given: '1 1,2,3 1,2 1 3', severity: 'ok', codes: [], underMinIsr: false },
  {
    name: 'a replica is being added and another is missing',
    given: '1 1,2,3 1 1 3',
    severity: 'warning',
    codes: ['at-min-isr', 'under-replicated'],
    underMinIsr: false,
  },
];

describe('a partition', () => {
  for (const { name, given, severity, codes, underMinIsr } of CASES)
    test(`${name}: ${severity}`, () => {
      const reasons = replicaReasons(state(given), SEEN(0.5));
      assert.deepEqual(
        reasons.map((one) => one.code),
        codes,
      );
      assert.equal(worst(reasons.map((one) => one.severity)), severity);
      assert.equal(isUnderMinIsr(state(given)), underMinIsr);
    });
});

test('reasons say what is missing, and what is unknown', () => {
  const [known] = replicaReasons(state('1 1,2,3 1,2 1'), SEEN(0));
  assert.equal(
    known?.message,
    '2 of 3 replicas in sync; missing: broker 3. Start it, or look at its disk and network.',
  );
  const [, unknown] = replicaReasons(state('1 1,2,3 1,2 ?'), SEEN(0));
  assert.match(unknown?.message ?? '', /unknown: min\.insync\.replicas could not be read/);
  const [other] = replicaReasons(state('2 1,2,3 1,2,3 2'), SEEN(0.25));
  assert.match(other?.message ?? '', /broker 1, which misses 25 %/);
});
