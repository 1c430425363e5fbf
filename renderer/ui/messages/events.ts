import type { EventKind } from '../../../main/contract/history.ts';
import type { Messages } from './types.ts';

/** Empty: not of this event. */
type Values = (name: string) => string;
/** So many of a thing. */
const some = (n: string, what: string) => `${n} ${what}${n === '1' ? '' : 's'}`;

/** The same, or a word for none. */
const someOrNo = (n: string, what: string) => (n === '0' ? `no ${what}` : some(n, what));

/** What set off a rebalance: of this session's group its cause, of another who came and who went. */
function causeOf(v: Values, joined: (n: string) => string, left: (n: string) => string): string {
  if (v('cause') !== '') return v('cause');
  const isAny = (name: string) => v(name) !== '' && v(name) !== '0';
  return [...(isAny('joined') ? [joined(v('joined'))] : []), ...(isAny('left') ? [left(v('left'))] : [])].join(', ');
}
const prefixed = (cause: string) => (cause === '' ? '' : `: ${cause}`);

type Kinds = Record<Exclude<EventKind, 'undecodable'>, (v: Values) => string>;

const kinds: Kinds = {
  'isr-shrunk': (v) => `broker ${v('lost')} fell out of sync, ISR now ${v('to')}`,
  'isr-expanded': (v) => `broker ${v('gained')} is in sync again, ISR now ${v('to')}`,
  'isr-flapping': (v) => `the ISR changed ${v('changes')} times in ${v('minutes')} minutes`,
  'leader-changed': (v) => `leader moved from broker ${v('from')} to broker ${v('to')}`,
  'unclean-election': (v) => `unclean election: broker ${v('to')} leads, but was not in sync (ISR ${v('isr')})`,
  offline: (v) => `no leader any more, the last was broker ${v('from')}`,
  online: (v) => `has a leader again: broker ${v('to')}`,
  reassigned: (v) => `replicas moved from brokers ${v('from')} to ${v('to')}`,
  'broker-gone': (v) => `broker ${v('broker')} is gone`,
  'broker-came': (v) => `broker ${v('broker')} has joined`,
  'controller-moved': (v) => `controller moved from broker ${v('from')} to broker ${v('to')}`,
  'topic-created': () => 'topic created',
  'topic-deleted': () => 'topic deleted',
  'topic-anew': () => 'topic deleted and created again',
  'partitions-added': (v) => `partitions grew from ${v('from')} to ${v('to')}`,
  'config-changed': (v) => `${v('name')} changed from ${v('from')} to ${v('to')}`,
  'records-lost': (v) => `retention deleted ${some(v('records'), 'record')} not read yet`,
  'group-state': (v) => `group state changed from ${v('from')} to ${v('to')}`,
  rebalance: (v) => {
    const cause = causeOf(
      v,
      (n) => `${some(n, 'member')} joined`,
      (n) => `${some(n, 'member')} left`,
    );
    return `rebalance${prefixed(cause)}; ${someOrNo(v('members'), 'member')}, ${someOrNo(v('moved'), 'partition')} moved`;
  },
  unreadable: (v) => `stopped at offset ${v('offset')}, which cannot be decoded`,
};
export const en = {
  kinds,
  /** of a group that was not there before, or is there no more */
  groupCame: (v: Values) => `group appeared: ${v('to')}`,
  groupGone: (v: Values) => `group is gone (was ${v('from')})`,
  undecodable: (n: string) => `${some(n, 'record')} kept as raw bytes: cannot be decoded`,
  /** of a setting: no limit */
  unlimited: 'unlimited',
  unseen: (since: string) => `(seen at the start; happened some time after ${since}, while nobody watched)`,
};

const koreanKinds: Kinds = {
  'isr-shrunk': (v) => `브로커 ${v('lost')} 동기화 이탈, 현재 ISR ${v('to')}`,
  'isr-expanded': (v) => `브로커 ${v('gained')} 동기화 복귀, 현재 ISR ${v('to')}`,
  'isr-flapping': (v) => `ISR이 ${v('minutes')}분 동안 ${v('changes')}번 바뀜`,
  'leader-changed': (v) => `리더가 브로커 ${v('from')}번에서 ${v('to')}번으로 바뀜`,
  'unclean-election': (v) =>
    `불완전한 리더 선출: 동기화되지 않은 브로커 ${v('to')}번이 리더가 됨 (이전 ISR ${v('isr')})`,
  offline: (v) => `리더 없음 (이전 리더는 브로커 ${v('from')})`,
  online: (v) => `리더 복구, 브로커 ${v('to')}`,
  reassigned: (v) => `복제본 이동: 브로커 ${v('from')} → ${v('to')}`,
  'broker-gone': (v) => `브로커 ${v('broker')} 사라짐`,
  'broker-came': (v) => `브로커 ${v('broker')} 추가됨`,
  'controller-moved': (v) => `컨트롤러가 브로커 ${v('from')}번에서 ${v('to')}번으로 바뀜`,
  'topic-created': () => '토픽 생성됨',
  'topic-deleted': () => '토픽 삭제됨',
  'topic-anew': () => '토픽이 삭제된 뒤 다시 생성됨',
  'partitions-added': (v) => `파티션이 ${v('from')}개에서 ${v('to')}개로 늘어남`,
  'config-changed': (v) => `${v('name')} 값이 바뀜: ${v('from')} → ${v('to')}`,
  'records-lost': (v) => `읽기 전에 보존 기간이 지나 레코드 ${v('records')}건 삭제됨`,
  'group-state': (v) => `그룹 상태: ${v('from')} → ${v('to')}`,
  rebalance: (v) => {
    const cause = causeOf(
      v,
      (n) => `구성원 ${n}개 참여`,
      (n) => `구성원 ${n}개 이탈`,
    );
    const members = v('members') === '0' ? '구성원 없음' : `현재 구성원 ${v('members')}개`;
    const moved = v('moved') === '0' ? '옮겨진 파티션 없음' : `파티션 ${v('moved')}개 이동`;
    return `리밸런스${prefixed(cause)} (${members}, ${moved})`;
  },
  unreadable: (v) => `오프셋 ${v('offset')}을(를) 해독할 수 없어 멈춤`,
};
export const ko: Messages<typeof en> = {
  kinds: koreanKinds,
  groupCame: (v) => `그룹이 새로 나타남: ${v('to')}`,
  groupGone: (v) => `그룹이 없어짐 (이전 상태: ${v('from')})`,
  undecodable: (n) => `해독할 수 없어 원본 바이트로 보관한 레코드 ${n}건`,
  unlimited: '무제한',
  unseen: (since) => `(시작할 때 확인함. ${since} 이후 지켜보지 않는 동안 일어남)`,
};
