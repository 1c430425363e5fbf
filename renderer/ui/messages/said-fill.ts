// What the engine says of fetching what the cache does not hold. Its English is in the contract.
import type { FILL } from '../../../main/contract/sayings-fill.ts';
import type { Messages } from './types.ts';

export const ko: Messages<typeof FILL> = {
  'fill-no-session': () =>
    '열린 연결이 없어 브로커에 요청할 수 없습니다. 클러스터에 연결해 토픽 수집을 시작한 뒤 다시 시도하세요. 빠진 레코드는 그 연결로 가져옵니다.',
  'fill-not-followed': (p) => `토픽 ${p.topic}: 지금 수집하는 토픽이 아닙니다. 수집 대상에 추가한 뒤 다시 시도하세요.`,
  'fill-no-partition': (p) =>
    `${p.topic}의 파티션 ${p.partition}: 지금 수집하는 파티션이 아닙니다. 그 번호의 파티션이 없거나 리더가 없습니다.`,
  'fill-empty-range': (p) =>
    `${p.from}부터 ${p.to}까지는 빈 범위입니다. 끝 오프셋은 범위에 포함되지 않으며 시작보다 커야 합니다.`,
  'fill-ahead': (p) =>
    `${p.topic}의 파티션 ${p.partition}: 오프셋 ${p.next}부터는 실시간으로 수집합니다. ${p.to}까지의 레코드는 따로 채우지 않아도 됩니다. ${p.next}까지의 오프셋을 지정하세요.`,
  'fill-unknown': (p) => `채우기 작업 ${p.id}을(를) 찾을 수 없습니다.`,

  'fill-partition': (p) => `${p.topic}의 파티션 ${p.partition}: 오프셋 ${p.offset}부터 가져오지 못했습니다:`,
  'fill-partitions-too': (p) => `다른 파티션 ${p.partitions}개에서도 가져오지 못했습니다.`,
  'fill-kept': () => '이미 가져온 레코드는 보존됩니다. 나중에 다시 시도하면 아직 빠져 있는 레코드만 가져옵니다.',
  'fill-refused': (p) => `리더가 요청을 거부했습니다(${p.why}).`,
  'fill-no-answer': () => '리더가 오프셋을 알려 주지 않았습니다.',
  'fill-open-transaction': (p) =>
    `오프셋 ${p.stable}에서 시작한 트랜잭션이 아직 끝나지 않았습니다. 커밋된 레코드만 읽습니다.`,
  'fill-log-ends': (p) =>
    `브로커의 로그가 오프셋 ${p.end}에서 끝납니다. 토픽을 다시 만들었거나 끝부분이 유실되었습니다. 연결을 닫고 다시 여세요.`,
  'fill-anew': () => '토픽이 삭제되었다가 다시 만들어졌거나 로그의 끝이 잘렸습니다. 연결을 닫고 다시 여세요.',
  'fill-nothing': () => '브로커가 응답하지만 이 오프셋에는 보내 주는 내용이 없습니다.',
  'fill-fenced': () => '캐시에 없다고 확인한 범위인데, 이미 있는 오프셋이라며 저장이 거부되었습니다.',
  'fill-fault': (p) => `Tailwater의 오류로 가져오기가 중단되었습니다(${p.why}).`,
};
