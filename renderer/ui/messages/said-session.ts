// What the engine says of topics, groups, workers and partitions. Its English is in the contract.
import type { SESSION } from '../../../main/contract/sayings-session.ts';
import type { Messages } from './types.ts';

export const ko: Messages<typeof SESSION> = {
  quoted: (p) => `“${p.words}”`,
  'trying-again': () => '다시 시도하고 있습니다.',

  'topic-missing': (p) =>
    `토픽 ${p.topic}: 클러스터에 없거나 이 계정에 조회 권한이 없습니다. 이름의 철자를 확인하세요.`,
  'topic-misnamed': (p) =>
    `“${p.topic}”: 토픽 이름으로 쓸 수 없습니다. 영문자, 숫자, 점, 하이픈, 밑줄만 쓸 수 있습니다.`,
  'topic-denied': (p) =>
    `토픽 ${p.topic}: 읽을 수 없습니다(${p.why}). 이 계정에 토픽의 READ, DESCRIBE 권한이 필요합니다.`,
  'topic-failed': (p) => `토픽 ${p.topic}: 읽을 수 없습니다(${p.why}).`,
  'topics-too': (p) => `다음 토픽도 읽을 수 없습니다: ${p.topics}`,
  'topics-hint': () => '토픽 이름과 이 계정의 DESCRIBE 권한을 확인하세요.',
  'no-leader': (p) =>
    `${p.topic}의 파티션 ${p.partition}에 리더가 없습니다. 동작 중인 브로커 중에 맡을 브로커가 없습니다.`,
  'offsets-topic': (p) => `${p.topic}의 오프셋을 조회하지 못했습니다(${p.why}).`,
  'offsets-broker': (p) => `브로커 ${p.broker}번의 오프셋을 조회하지 못했습니다:`,

  'group-denied': (p) =>
    `이 계정으로는 컨슈머 그룹 ${p.group}을(를) 사용할 수 없습니다. 다른 그룹을 선택하거나 READ 권한을 요청하세요.`,
  'group-failed': (p) => `컨슈머 그룹 ${p.group}을(를) 조회하지 못했습니다(${p.why}).`,
  'group-foreign': (p) =>
    `컨슈머 그룹 ${p.group}에 Tailwater가 아닌 구성원이 있습니다. 참여하면 그 구성원의 파티션을 가져오게 됩니다. 다른 그룹을 선택하거나 이름을 비워 두세요.`,
  'group-foreign-named': (p) =>
    `컨슈머 그룹 ${p.group}에 Tailwater가 아닌 구성원(${p.members})이 있습니다. 참여하면 그 구성원의 파티션을 가져오게 됩니다. 다른 그룹을 선택하거나 이름을 비워 두세요.`,
  'group-foreign-offsets': (p) =>
    `컨슈머 그룹 ${p.group}에 지금은 구성원이 없지만 Tailwater가 커밋하지 않은 오프셋이 남아 있습니다. 참여하면 그 오프셋을 덮어쓰게 됩니다. 다른 그룹을 선택하거나 이름을 비워 두세요.`,
  'group-shared': (p) =>
    `파티션 ${p.partitions}개 중 ${p.elsewhere}개는 그룹 ${p.group}의 다른 구성원이 읽고 있습니다. 이 캐시에는 직접 읽는 파티션의 레코드만 저장됩니다.`,

  'hint-login': () => '사용자, 비밀번호, 인증 방식을 확인하세요.',
  'hint-mechanism': () => '클러스터가 지원하는 인증 방식을 선택하세요.',
  'hint-topics': () => '이 계정에 토픽의 READ, DESCRIBE 권한이 필요합니다.',
  'hint-group': () => '이 계정에 컨슈머 그룹의 READ 권한이 필요합니다. 사용할 수 있는 그룹을 선택하세요.',
  'hint-cluster': () => '이 계정에는 클러스터에서 그 작업을 할 권한이 없습니다.',
  'hint-version': () => '지원하지 않는 버전의 브로커입니다.',
  'topic-of-other-cluster': ({ topic, cluster }) =>
    `캐시에 다른 클러스터(${cluster})의 토픽 ${topic}이(가) 있어 개수가 섞이게 됩니다. 이 클러스터에는 다른 캐시를 쓰거나 이 토픽을 빼세요.`,
  'hint-fenced': () =>
    '다른 Tailwater가 컨슈머 그룹에서 이 자리를 차지했습니다. 이 캐시의 사본에 수집하고 있습니다. 둘 중 하나를 끝내거나, 하나에 별도의 그룹을 지정하세요.',
  'hint-mixed-group': () => '컨슈머 그룹에 Tailwater가 아닌 구성원이 있습니다. 다른 그룹을 선택하세요.',
  'hint-group-name': () => '컨슈머 그룹의 이름을 바꾸세요.',
  'hint-session-timeout': () =>
    '세션 타임아웃이 브로커의 group.min.session.timeout.ms와 group.max.session.timeout.ms 범위를 벗어납니다.',

  'cause-began': () => '수집 시작',
  'cause-partitions': (p) => `새 파티션 ${p.partitions}개`,
  'cause-worker': (p) => `워커 ${p.worker} 종료:`,
  'cause-worker-added': () => '워커 1개 추가',
  'cause-workers-added': (p) => `워커 ${p.workers}개 추가`,
  'cause-worker-removed': () => '워커 1개 제거',
  'cause-workers-removed': (p) => `워커 ${p.workers}개 제거`,
  'cause-member': () => '구성원의 참여 또는 이탈',

  'worker-ended': (p) => `워커 ${p.worker}번이 종료되어 다시 시작합니다:`,
  'workers-ended': (p) => `워커 ${p.workers}번이 종료되어 다시 시작합니다:`,
  'worker-fault': (p) => `Tailwater의 오류로 워커가 종료되었습니다(${p.why}).`,
  'worker-exit': (p) => `워커가 종료되었습니다(코드 ${p.exit}).`,
  'fetch-silent': (p) => `${p.seconds}초 동안 브로커에서 가져온 응답이 없습니다.`,
  'writer-waits': (p) => `${p.seconds}초 동안 캐시에 쓰지 못하고 있습니다`,
  'not-collecting': () => '지금은 수집하고 있지 않아 워커 수를 바꿀 수 없습니다.',
  'first-not-ours': (p) => `${p.topic}의 파티션 ${p.partition}번은 이 세션이 읽지 않으므로 먼저 가져올 수 없습니다.`,
  'more-workers': () => '워커가 파티션보다 많아 맡을 파티션이 없습니다',
  'brokers-silent': () => '브로커가 응답하지 않습니다:',
  'workers-silent': (p) => `워커 ${p.workers}: 브로커가 응답하지 않습니다:`,
  'broker-silent': (p) =>
    `브로커 ${p.broker}번이 응답하지 않아 파티션 ${p.partitions}개를 읽지 못하고 있습니다(${p.names}). 나머지 파티션은 계속 읽습니다.`,
  'commit-failed': () => '읽은 위치를 Kafka에 커밋하지 못했습니다. 외부 랙 도구에만 영향이 있습니다:',
  'coordinator-gone': () =>
    '그룹의 위치를 관리하는 브로커가 응답하지 않습니다. 캐시에 위치가 따로 저장되어 있어 유실되는 것은 없으며, 다른 브로커가 역할을 넘겨받는 대로 다시 커밋합니다.',
  'partition-refused': (p) =>
    `${p.topic}의 파티션 ${p.partition}번을 지금 읽을 수 없습니다. 브로커의 응답은 Kafka 오류 ${p.error}입니다`,

  'partition-stopped': (p) => `${p.topic}의 파티션 ${p.partition}: 오프셋 ${p.offset}부터 읽지 않고 있습니다:`,
  'topic-anew': (p) =>
    `토픽 ${p.topic}이(가) 삭제되었다가 다시 만들어졌습니다. 새 레코드는 ${p.incarnation}번째 토픽으로 구분해 읽고, 이전 레코드는 그대로 둡니다.`,
  'log-anew': (p) =>
    `브로커에 있는 ${p.topic}의 로그가 지금까지 읽은 것과 다릅니다. 로그의 끝이 잘렸거나 토픽이 다시 만들어졌습니다. 이전 레코드는 그대로 두고, 다음 파티션을 괄호 안의 오프셋부터 ${p.incarnation}번째 로그로 새로 읽습니다: ${p.partitions}`,
  'positions-unverified': (p) =>
    `파티션 ${p.partitions}개는 아직 이어 읽지 않고 있습니다. 브로커의 로그가 저장된 내용과 이어지는지 확인하지 못해 다시 시도하고 있습니다.`,
  'partition-stuck': (p) =>
    `${p.topic}의 파티션 ${p.partition}: 로그는 오프셋 ${p.end}까지 있지만 브로커가 오프셋 ${p.offset}에서 아무것도 보내지 않습니다. 건너뛰지 않고 다시 시도하고 있습니다.`,
  'transaction-open': (p) =>
    `${p.topic}의 파티션 ${p.partition}: 오프셋 ${p.offset}에서 시작된 트랜잭션이 아직 끝나지 않아 그 뒤의 레코드를 ${p.records}개 이상 읽지 못하고 기다리고 있습니다.`,
  'transactions-more': (p) => `${p.topic}의 다른 파티션 ${p.partitions}개도 기다리고 있습니다.`,
  'copy-corrupt': (p) =>
    `브로커도 ${p.topic}의 파티션 ${p.partition}번을 오프셋 ${p.offset}에서 읽지 못합니다. 브로커의 데이터가 손상되었습니다`,
  'rights-gone': (p) =>
    `이 계정으로 ${p.topic}의 파티션 ${p.partition}번을 더는 읽을 수 없습니다. 토픽의 READ 권한이 필요합니다`,
  'batch-format': (p) =>
    `오프셋 ${p.offset}의 배치는 Kafka 0.11 이전의 메시지 형식 ${p.format}입니다. 이 버전의 Tailwater는 형식 2만 읽습니다`,
  'batch-length': (p) => `오프셋 ${p.offset}의 배치에 적힌 길이가 ${p.bytes}바이트로 잘못되어 있습니다`,
  'batch-checksum': (p) => `오프셋 ${p.offset}의 배치에 적힌 체크섬은 ${p.given}인데, 실제 내용은 ${p.found}입니다`,
  'batch-misfit': (p) => `오프셋 ${p.offset}의 레코드가 배치의 범위를 벗어납니다`,
  'offset-too-large': (p) => `오프셋 ${p.offset}은(는) Tailwater가 저장할 수 있는 최댓값 ${p.most}보다 큽니다`,
  'codec-unknown': (p) => `이 버전의 Tailwater가 지원하지 않는 압축 방식(${p.codec})입니다`,
  'codec-failed': (p) => `${p.codec} 데이터 ${p.bytes}바이트의 압축을 풀지 못했습니다(${p.why})`,

  'health-topic': (p) => `토픽 ${p.topic}: ${p.why}`,
  'health-offsets': (p) => `그룹 ${p.group}의 오프셋을 조회하지 못했습니다:`,
  'health-group': (p) => `그룹 ${p.group}의 상태를 조회하지 못했습니다(${p.why}).`,
  'health-controller': () => '컨트롤러를 조회하지 못했습니다:',
  'health-reassignments': () => '파티션 재할당을 조회하지 못했습니다:',
  'health-not-kept': () => '상태 기록을 캐시에 남기지 못했습니다:',
  'health-min-isr': () => 'min.insync.replicas를 조회하지 못했습니다:',
};
