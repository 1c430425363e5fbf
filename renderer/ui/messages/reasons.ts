// Why a partition is not well: in words, and what to look at next.
import type { HealthReason } from '../../../main/contract/health.ts';
import type { Messages } from './types.ts';

type Parts = Readonly<Record<string, string>>;
/** Which retention it is, by the `by` of its values. */
const RACE: Readonly<Record<string, { en: string; ko: string }>> = {
  age: { en: 'by age', ko: '보존 기간에 따른 삭제가' },
  size: { en: 'by size', ko: '보존 크기에 따른 삭제가' },
  observed: { en: 'at its present speed', ko: '지금 속도라면 삭제가' },
};

export const en = {
  title: {
    offline: 'Offline',
    'leader-down': 'Leader down',
    'leader-silent': 'Leader silent',
    'under-min-isr': 'Under min ISR',
    'at-min-isr': 'At min ISR',
    'under-replicated': 'Under-replicated',
    'min-isr-unknown': 'Min ISR unknown',
    'offsets-unknown': 'Offsets unknown',
    'position-unknown': 'Position unknown',
    'not-preferred-leader': 'Not the preferred leader',
    'records-lost': 'Records lost',
    'retention-race': 'Will lose records',
    'unread-share': 'Mostly unread',
    'group-stop': 'Reading has stopped',
    'group-stall': 'Reading is stuck',
    'group-queued': 'Not read yet',
    'group-rewind': 'Reading went back',
    'group-warn': 'Falling behind',
    'group-empty': 'Nobody in the group',
    'group-none': 'Nothing committed',
    'group-few-samples': 'Not judged yet',
    'group-unseen': 'No commit seen yet',
  },
  why: {
    offline: () => 'No leader: it can be neither read nor written.',
    'leader-down': (p: Parts) => `Its leader, broker ${p.leader}, is not among the live brokers.`,
    'leader-silent': (p: Parts) => `Its leader, broker ${p.leader}, does not answer.`,
    'under-min-isr': (p: Parts) =>
      `Only ${p.isr} of ${p.replicas} replicas in sync and ${p.minIsr} are required (min.insync.replicas): writes with acks=all fail.`,
    'at-min-isr': (p: Parts) =>
      `${p.missing === '' ? '' : `Broker ${p.missing} is not in sync. `}If one more stops, writes fail (min.insync.replicas ${p.minIsr}).`,
    'under-replicated': (p: Parts) => `Broker ${p.missing} is not in sync.`,
    'min-isr-unknown': () => 'Whether one more failure stops writes is unknown: min.insync.replicas could not be read.',
    'offsets-unknown': () => 'Where its log begins or ends could not be read.',
    'position-unknown': () => 'How far the group has read could not be read.',
    'not-preferred-leader': (p: Parts) =>
      `Led by broker ${p.leader} in place of ${p.preferred}, which misses ${p.imbalancePercent} % of its leaderships. Load is uneven; nothing is lost.`,
    'records-lost': (p: Parts) => `${p.records} records were deleted before they were read.`,
    'retention-race': (p: Parts) =>
      `Retention ${RACE[p.by ?? '']?.en ?? ''} overtakes its reader at about ${p.at}: from then on about ${p.perHour} records an hour are lost.`,
    'unread-share': (p: Parts) =>
      `${p.percent} % of what the log holds has been unread for ${p.minutes} minutes: retention may overtake the reader.`,
    'group-stop': (p: Parts) => `Nobody reads it any more: ${p.lag} records are waiting.`,
    'group-stall': (p: Parts) => `Its reader stands still: ${p.lag} records are waiting.`,
    'group-queued': (p: Parts) => `Its reader catches up with other partitions first: ${p.lag} records are waiting.`,
    'group-rewind': (p: Parts) => `Its reader went back, and has ${p.lag} records to read again.`,
    'group-warn': (p: Parts) => `Its reader falls behind: lag has only grown, to ${p.lag} records.`,
    'group-empty': (p: Parts) => `Nobody is in the group: ${p.lag} records are waiting.`,
    'group-none': () =>
      'The group has committed nothing here: how far it has read is not known, nor whether it reads at all.',
    'group-few-samples': (p: Parts) =>
      `${p.lag} records are waiting; its reader is judged from ${p.needed} samples on, and this is ${p.samples}.`,
    'group-unseen': (p: Parts) => `${p.lag} records are waiting, and it was not seen to commit for ${p.seconds} s.`,
  },
  /** what to look at next */
  next: {
    offline: (p: Parts) => `Start one of the brokers ${p.replicas}, the last in sync first.`,
    'leader-down': () => 'Start it, or wait until a replica in sync is elected, where there is one.',
    'leader-silent': () =>
      'See whether it runs and can be reached; if it is dead, a replica in sync takes over within seconds, where there is one.',
    'under-min-isr': () => 'Bring the missing brokers back.',
    'at-min-isr': () => 'Stop no other broker until more are in sync.',
    'under-replicated': () => 'Start it, or look at its disk and network.',
    'min-isr-unknown': () => 'Allow DescribeConfigs on the topic.',
    'offsets-unknown': () =>
      'Its leader may have just moved; if it stays so, look at the rights to the topic (Describe).',
    'position-unknown': () => 'Look at the rights to the group (Describe), and at its coordinator.',
    'not-preferred-leader': () => 'Kafka moves it back by itself, unless auto.leader.rebalance.enable is off.',
    'records-lost': () => 'Keep the log for longer, or read faster.',
    'retention-race': () => 'Fetch it first, or keep the log for longer.',
    'unread-share': () => 'Compare its rate of reading with what comes, and with how long the log is kept.',
    'group-stop': () => 'Start its consumers again.',
    'group-stall': () => 'Look at what the consumer is busy with: its log, and the record at its position.',
    'group-queued': () => 'Add workers if it lasts.',
    'group-rewind': () => 'See who set its offsets back, or whether it lost them.',
    'group-warn': () => 'Add consumers, or make them faster.',
    'group-empty': () => 'Start its consumers, or see why they left.',
    'group-none': () => 'See whether the name of the group is right, and whether its consumers run.',
    'group-few-samples': () => 'Wait half a minute.',
    'group-unseen': () => 'It may stand, or commit rarely: look at its log.',
  } satisfies Record<HealthReason['code'], (p: Parts) => string>,
};

export const ko: Messages<typeof en> = {
  title: {
    offline: '오프라인',
    'leader-down': '리더 중단',
    'leader-silent': '리더 무응답',
    'under-min-isr': '최소 ISR 미달',
    'at-min-isr': '최소 ISR 한계',
    'under-replicated': '복제 부족',
    'min-isr-unknown': '최소 ISR 알 수 없음',
    'offsets-unknown': '오프셋 알 수 없음',
    'position-unknown': '읽기 위치 알 수 없음',
    'not-preferred-leader': '선호 리더 아님',
    'records-lost': '레코드 유실',
    'retention-race': '유실 예상',
    'unread-share': '대부분 읽지 않음',
    'group-stop': '읽기 중단됨',
    'group-stall': '읽기 정체',
    'group-queued': '아직 읽지 않음',
    'group-rewind': '읽기 위치 후퇴',
    'group-warn': '뒤처지는 중',
    'group-empty': '구성원 없음',
    'group-none': '커밋 없음',
    'group-few-samples': '판단 전',
    'group-unseen': '커밋 확인 전',
  },
  why: {
    offline: () => '리더가 없어 읽기와 쓰기를 할 수 없습니다.',
    'leader-down': (p) => `리더인 브로커 ${p.leader}번이 동작 중인 브로커 목록에 없습니다.`,
    'leader-silent': (p) => `리더인 브로커 ${p.leader}번이 응답하지 않습니다.`,
    'under-min-isr': (p) =>
      `복제본 ${p.replicas}개 중 ${p.isr}개만 동기화되어 min.insync.replicas ${p.minIsr}에 못 미칩니다. acks=all 쓰기가 실패합니다.`,
    'at-min-isr': (p) =>
      `${p.missing === '' ? '' : `브로커 ${p.missing}번이 ISR에서 빠졌습니다. `}한 대가 더 멈추면 쓰기가 실패합니다(min.insync.replicas ${p.minIsr}).`,
    'under-replicated': (p) => `브로커 ${p.missing}번이 ISR에서 빠졌습니다.`,
    'min-isr-unknown': () => 'min.insync.replicas를 읽지 못해 한 대가 더 멈추면 쓰기가 실패하는지 알 수 없습니다.',
    'offsets-unknown': () => '로그의 시작이나 끝 오프셋을 읽지 못했습니다.',
    'position-unknown': () => '그룹이 어디까지 읽었는지 확인하지 못했습니다.',
    'not-preferred-leader': (p) =>
      `선호 리더인 브로커 ${p.preferred}번 대신 ${p.leader}번이 리더입니다. ${p.preferred}번은 맡아야 할 리더의 ${p.imbalancePercent} %를 맡지 못하고 있습니다. 부하가 고르지 않을 뿐 유실은 없습니다.`,
    'records-lost': (p) => `레코드 ${p.records}건이 읽기 전에 삭제되었습니다.`,
    'retention-race': (p) =>
      `${RACE[p.by ?? '']?.ko ?? '보존 정책의 삭제가'} ${p.at}쯤 읽는 위치를 앞지릅니다. 그때부터 한 시간에 약 ${p.perHour}건을 읽기 전에 잃습니다.`,
    'unread-share': (p) =>
      `남아 있는 로그의 ${p.percent} %를 ${p.minutes}분 동안 읽지 못했습니다. 읽기 전에 보존 정책으로 삭제될 수 있습니다.`,
    'group-stop': (p) => `아무도 읽지 않고 있습니다. ${p.lag}건이 기다리고 있습니다.`,
    'group-stall': (p) => `읽기가 멈춰 있습니다. ${p.lag}건이 기다리고 있습니다.`,
    'group-queued': (p) => `다른 파티션부터 따라잡는 중입니다. ${p.lag}건이 기다리고 있습니다.`,
    'group-rewind': (p) => `읽기 위치가 뒤로 돌아가 ${p.lag}건을 다시 읽어야 합니다.`,
    'group-warn': (p) => `읽기가 뒤처지고 있습니다. 랙이 계속 늘어 ${p.lag}건이 되었습니다.`,
    'group-empty': (p) => `그룹에 구성원이 없습니다. ${p.lag}건이 기다리고 있습니다.`,
    'group-none': () => '그룹이 이 파티션에서 커밋한 적이 없어 어디까지 읽었는지, 읽고 있는지 알 수 없습니다.',
    'group-few-samples': (p) =>
      `${p.lag}건이 기다리고 있습니다. 측정을 ${p.needed}번 한 뒤에 판단하며 지금까지 ${p.samples}번 측정했습니다.`,
    'group-unseen': (p) => `${p.lag}건이 기다리고 있는데 ${p.seconds}초 동안 커밋이 없었습니다.`,
  },
  next: {
    offline: (p) => `브로커 ${p.replicas} 중 하나를 시작하세요. 마지막까지 동기화되어 있던 브로커가 먼저입니다.`,
    'leader-down': () => '브로커를 시작하거나, 동기화된 복제본이 있으면 새 리더가 선출될 때까지 기다리세요.',
    'leader-silent': () =>
      '브로커가 실행 중이고 연결할 수 있는지 확인하세요. 중단되었다면 동기화된 복제본이 있는 경우 몇 초 안에 새 리더가 선출됩니다.',
    'under-min-isr': () => '빠진 브로커를 되살리세요.',
    'at-min-isr': () => '동기화된 복제본이 늘어날 때까지 다른 브로커를 멈추지 마세요.',
    'under-replicated': () => '브로커를 시작하거나 디스크와 네트워크를 확인하세요.',
    'min-isr-unknown': () => '토픽에 DescribeConfigs 권한을 주세요.',
    'offsets-unknown': () => '리더가 막 바뀌었을 수 있습니다. 계속되면 토픽의 Describe 권한을 확인하세요.',
    'position-unknown': () => '그룹의 Describe 권한과 코디네이터를 확인하세요.',
    'not-preferred-leader': () => 'auto.leader.rebalance.enable이 꺼져 있지 않으면 Kafka가 스스로 되돌립니다.',
    'records-lost': () => '로그를 더 오래 보관하거나 더 빨리 읽어야 합니다.',
    'retention-race': () => '이 파티션을 먼저 가져오거나 로그를 더 오래 보관하세요.',
    'unread-share': () => '읽기 속도를 유입 속도, 로그 보관 기간과 비교해 보세요.',
    'group-stop': () => '컨슈머를 다시 시작하세요.',
    'group-stall': () => '컨슈머가 무엇을 처리하고 있는지 컨슈머의 로그와 현재 위치의 레코드를 확인하세요.',
    'group-queued': () => '오래 이어지면 워커를 늘리세요.',
    'group-rewind': () => '누가 오프셋을 되돌렸는지, 오프셋이 사라졌는지 확인하세요.',
    'group-warn': () => '컨슈머를 늘리거나 처리 속도를 높이세요.',
    'group-empty': () => '컨슈머를 시작하거나 나간 이유를 확인하세요.',
    'group-none': () => '그룹 이름이 맞는지, 컨슈머가 실행 중인지 확인하세요.',
    'group-few-samples': () => '30초쯤 기다리세요.',
    'group-unseen': () => '멈춰 있거나 커밋 간격이 긴 컨슈머일 수 있습니다. 컨슈머의 로그를 확인하세요.',
  },
};
