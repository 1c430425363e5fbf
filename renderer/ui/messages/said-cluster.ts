// What the engine says of how topics lie over brokers. Its English is in the contract.
import type { CLUSTER } from '../../../main/contract/sayings-cluster.ts';
import type { Messages } from './types.ts';

export const ko: Messages<typeof CLUSTER> = {
  'cluster-one-rack': (p) =>
    `파티션 ${p.partitions}의 복제본이 서버 랙 ${p.racks}개 중 한 곳에 몰려 있습니다. 그 서버 랙에 장애가 나면 읽을 수 없습니다. 복제본을 여러 서버 랙에 나누어 다시 할당하세요.`,
  'cluster-hot-rate': (p) =>
    `파티션 ${p.partitions}에 레코드의 ${p.percent} %가 몰립니다. 고르게 나뉘면 ${p.even} %입니다. 키가 치우쳤는지, 파티션을 직접 지정하는 프로듀서가 있는지 확인하세요.`,
  'cluster-hot-size': (p) =>
    `파티션 ${p.partitions}에 전체 크기의 ${p.percent} %가 몰려 있습니다. 고르게 나뉘면 ${p.even} %입니다. 키와 레코드 크기를 확인하세요.`,
  'cluster-broker-down': (p) =>
    `살펴본 토픽의 복제본 ${p.replicas}개가 있는 브로커이지만 응답하는 브로커 목록에 없습니다. 브로커를 시작하거나 복제본을 다시 할당하세요.`,
  'cluster-broker-silent': () =>
    '클러스터는 동작 중이라고 하지만 응답하지 않습니다. 프로세스가 실행 중인지 멈췄는지, 방화벽에 막혔는지 확인하세요.',
  'cluster-broker-failing': () =>
    '지원하는 요청은 알려 주었지만 메타데이터 요청에는 응답하지 않았습니다. 종료 중이거나 시작 중이거나 과부하일 수 있습니다. 브로커 로그를 확인하세요.',
  'cluster-imbalance': (p) =>
    `이 브로커를 선호 리더로 둔 파티션 ${p.preferred}개 중 ${p.misses}개의 리더가 다른 곳에 있습니다. Kafka가 스스로 바로잡으며, kafka-leader-election으로 옮길 수도 있습니다.`,
  'cluster-directory-failed': (p) =>
    `로그 디렉터리 ${p.path}를 쓸 수 없습니다: ${p.why}. 디스크를 확인하고, 고친 뒤 브로커를 다시 시작하세요.`,
  'cluster-directory-full': (p) =>
    `${p.path}가 있는 볼륨의 남은 공간이 ${p.percent} %입니다. 가득 차면 브로커가 멈춥니다. 보존 기간을 줄이거나 공간을 늘리세요.`,
  'cluster-configs-denied': (p) => `설정을 읽을 권한이 없습니다(${p.why}). 토픽의 DescribeConfigs 권한이 필요합니다.`,
  'cluster-configs-failed': (p) => `설정을 읽지 못했습니다: ${p.why}`,
  'cluster-directories-denied': () => '로그 디렉터리를 읽을 권한이 없습니다. 클러스터의 Describe 권한이 필요합니다.',
  'cluster-directories-failed': (p) => `로그 디렉터리를 읽지 못했습니다: ${p.why}`,
};
