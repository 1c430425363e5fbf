// What the engine says of the consumer groups of a cluster. Its English is in the contract.
import type { GROUPS } from '../../../main/contract/sayings-groups.ts';
import type { Messages } from './types.ts';

export const ko: Messages<typeof GROUPS> = {
  'groups-lost': (p) =>
    `파티션 ${p.partitions}개에서 레코드 ${p.records}건이 읽기 전에 보존 정책에 따라 삭제되었습니다. 로그를 더 오래 보관하거나 더 빨리 읽어야 합니다.`,
  'groups-stop': (p) =>
    `파티션 ${p.partitions}개를 아무도 읽지 않고 있으며 ${p.records}건이 기다리고 있습니다. 컨슈머를 다시 시작하세요.`,
  'groups-stall': (p) =>
    `파티션 ${p.partitions}개에서 컨슈머가 붙어 있지만 읽기가 멈춰 있고 ${p.records}건이 기다리고 있습니다. 컨슈머가 무엇을 처리하고 있는지 확인하세요.`,
  'groups-rewind': (p) =>
    `파티션 ${p.partitions}개에서 읽기 위치가 뒤로 돌아가 ${p.records}건을 다시 읽어야 합니다. 누가 오프셋을 되돌렸는지, 오프셋이 사라졌는지 확인하세요.`,
  'groups-behind': (p) =>
    `파티션 ${p.partitions}개에서 랙이 계속 늘어 ${p.records}건이 되었습니다. 컨슈머를 늘리거나 처리 속도를 높여야 합니다.`,
  'groups-rebalancing': (p) =>
    `${p.seconds}초 동안 파티션을 나누는 중입니다. 참여를 되풀이하거나 응답하지 않는 구성원이 있을 수 있습니다. 컨슈머의 로그를 확인하세요.`,
  'groups-empty': (p) =>
    `구성원이 없고 ${p.records}건이 기다리고 있습니다. 컨슈머를 시작하거나 떠난 까닭을 확인하세요.`,
  'groups-idle': (p) =>
    `구성원 ${p.members}개 중 ${p.idle}개는 맡은 파티션이 없습니다. 나눌 파티션보다 구성원이 많습니다.`,
  'groups-unheard': (p) =>
    `${p.seconds}초 동안 이 그룹의 정보를 받지 못했습니다. 코디네이터 브로커가 응답하지 않거나, 오프셋이 저장된 __consumer_offsets 파티션에 리더가 없습니다. 마지막으로 확인한 상태는 ${p.status}입니다. 브로커를 다시 시작하거나 연결을 확인하세요.`,
  'groups-denied': (p) => `이 그룹을 읽을 권한이 없습니다(${p.why}). 그룹의 Describe 권한이 필요합니다.`,
  'groups-failed': (p) => `그룹을 읽지 못했습니다: ${p.why}`,
  'groups-not-described': () => '이 종류의 그룹은 파티션별 오프셋을 커밋하지 않아 랙을 알 수 없습니다.',
  'groups-too-few': (p) =>
    `측정을 ${p.needed}번 한 뒤에 판단합니다. 읽지 않은 레코드가 있는 파티션을 지금까지 ${p.samples}번 측정했습니다.`,
  'groups-uncommitted': (p) =>
    `읽지 않은 레코드가 있는 파티션 ${p.partitions}개에서 ${p.seconds}초 동안 커밋이 없었습니다. 멈춰 있거나 커밋 간격이 긴 그룹일 수 있습니다.`,
  'groups-no-ends': (p) =>
    `파티션 ${p.partitions}개의 끝 오프셋을 알 수 없습니다. 리더가 없거나, 삭제되었거나, 볼 권한이 없습니다.`,

  'groups-broker': (p) => `브로커 ${p.broker}번의 그룹 목록을 읽지 못했습니다:`,
  'groups-leaderless': (p) =>
    `__consumer_offsets의 파티션 ${p.partitions}에 리더가 없습니다. 여기에 오프셋을 저장한 그룹은 읽을 수 없고, 전에 본 적이 없는 그룹은 목록에 나오지 않습니다.`,
  'groups-leaderless-one': (p) =>
    `__consumer_offsets의 파티션 ${p.partitions}에 리더가 없습니다. 여기에 오프셋을 저장한 그룹은 읽을 수 없고, 전에 본 적이 없는 그룹은 목록에 나오지 않습니다.`,
  'groups-leaders-denied': () =>
    '목록에서 빠진 그룹이 있는지 알 수 없습니다. __consumer_offsets의 리더를 볼 권한이 없습니다. 이 토픽의 Describe 권한이 필요합니다.',
  'groups-offsets-of': (p) => `브로커 ${p.broker}번이 맡은 그룹들의 오프셋을 읽지 못했습니다:`,
  'groups-members-of': (p) => `브로커 ${p.broker}번이 맡은 그룹들의 구성원을 읽지 못했습니다:`,
  'group-unknown': (p) => `최근 확인한 클러스터에 ${p.group} 그룹이 없습니다.`,
};
