// What the engine says of the way to the brokers. Its English is in the contract.
import type { CONNECTION } from '../../../main/contract/sayings-connection.ts';
import type { Messages } from './types.ts';

export const ko: Messages<typeof CONNECTION> = {
  'name-literal': (p) => `${p.host}: IP 주소이므로 이름을 조회하지 않음`,
  'name-found': (p) => `${p.host} → ${p.addresses}`,
  'tcp-open': (p) => `${p.address} 연결됨`,
  'tls-open': (p) => `${p.protocol}, 인증서 ${p.name || '(이름 없음)'}, 만료 ${p.until}`,
  'tls-open-unverified': (p) =>
    `${p.protocol}, 인증서 ${p.name || '(이름 없음)'}, 만료 ${p.until}. 설정에 따라 검증하지 않음`,
  'kafka-kraft': (p) => `Kafka ${p.release}, KRaft`,
  'kafka-kraft-newer': (p) => `Kafka ${p.release}보다 새 버전, KRaft`,
  'kafka-kraft-older': (p) => `Kafka ${p.release} 이하, KRaft`,
  'kafka-protocol': (p) => `Kafka ${p.release} 프로토콜`,
  'kafka-protocol-between': (p) => `Kafka ${p.from}~${p.to} 프로토콜`,
  'kafka-protocol-from': (p) => `Kafka ${p.from} 이상 프로토콜`,
  'signed-in': (p) => `${p.mechanism}, 사용자 ${p.user}`,
  'topics-seen': (p) => `토픽 ${p.topics}개가 보임`,
  'topics-none': () => '보이는 토픽이 없음',
  'topics-none-hint': () =>
    '토픽이 하나도 없거나, 이 계정에 조회 권한이 없습니다. 토픽과 컨슈머 그룹의 READ, DESCRIBE 권한을 요청하세요.',
  'tls-off': () => 'TLS 사용 안 함',
  'no-login': () => '로그인 정보 없음',
  'not-tried': () => '다른 단계가 실패해 시도하지 않음',
  'others-fail': () => '다음 주소는 실패:',
  'others-fail-too': () => '다음 주소도 실패:',

  'name-unknown': (p) => `DNS에서 ${p.host} 이름을 찾을 수 없습니다.`,
  'name-unknown-hint': () => '철자를 확인하세요. 사내 이름이라면 VPN에 연결해야 찾을 수 있습니다.',
  'no-dns': (p) => `응답하는 DNS 서버가 없어 ${p.host} 이름을 조회하지 못했습니다.`,
  'no-dns-hint': () => '이 컴퓨터의 네트워크 연결이나 VPN을 확인하세요.',
  refused: (p) => `${p.address}에서 연결을 거부했습니다. 해당 포트에서 실행 중인 서버가 없습니다.`,
  'refused-hint': () => '포트 번호와 브로커가 실행 중인지 확인하세요.',
  'cannot-reach': (p) => `${p.address}에 연결할 수 없습니다(${p.why}).`,
  'network-hint': () => '호스트와 포트, 브로커 실행 여부, 방화벽과 VPN 연결을 확인하세요.',
  'no-answer': (p) => `${p.address}에서 ${p.seconds}초 안에 응답이 없었습니다.`,
  silent: (p) => `${p.address}에서 응답이 없습니다.`,
  'not-waited': (p) => `${p.address}의 응답을 더 기다리지 않았습니다.`,
  'time-is-up': (p) => `시험 제한 시간 ${p.seconds}초 안에 응답이 없었습니다`,
  'try-again': () => '다시 시도하세요.',
  'try-again-log': () => '다시 시도해 보고, 계속되면 브로커 로그를 확인하세요.',
  'tls-authority': (p) => `${p.address}: 인증서를 서명한 인증 기관을 신뢰할 수 없습니다(${p.why}).`,
  'tls-authority-hint': () => '클러스터가 쓰는 인증 기관(CA)의 인증서를 PEM으로 입력하세요.',
  'tls-expired': (p) => `${p.address}: 인증서가 만료되었습니다.`,
  'tls-expired-hint': () => '클러스터 관리자가 인증서를 갱신해야 합니다.',
  'tls-name': (p) => `${p.address}: 인증서의 이름이 접속한 주소와 다릅니다(${p.why}).`,
  'tls-name-hint': () => '인증서에 있는 이름으로 접속하거나 인증서를 다시 발급받으세요.',
  'tls-ended': (p) => `${p.address}: 브로커가 TLS 핸드셰이크를 중단했습니다(${p.why}).`,
  'tls-ended-hint': () =>
    '브로커가 신뢰하는 클라이언트 인증서를 요구하는 것 같습니다. 인증서와 키를 PEM으로 입력하세요.',
  'tls-pem': (p) => `${p.address}: 인증서나 키를 사용할 수 없습니다(${p.why}).`,
  'tls-pem-hint': () => 'CA, 인증서, 키는 서로 짝이 맞는 PEM이어야 합니다.',
  'no-tls': (p) => `${p.address}: TLS 핸드셰이크에 실패했습니다(${p.why}).`,
  'no-tls-hint': () => 'TLS를 쓰지 않는 포트인 것 같습니다. TLS를 끄거나 TLS 포트(보통 9093)를 입력하세요.',
  'speaks-tls': (p) => `${p.address}: TLS를 사용하는 포트입니다.`,
  'speaks-tls-hint': () => 'TLS를 켜거나 TLS를 쓰지 않는 포트(보통 9092)를 입력하세요.',

  'closed-early': (p) => `${p.address}에서 버전을 묻자 연결을 끊었습니다.`,
  'closed-early-hint': () => '연결은 받지만 Kafka 브로커가 아니거나 TLS를 요구하는 서버일 수 있습니다.',
  'http-server': (p) => `${p.address}: Kafka 브로커가 아니라 HTTP 서버입니다.`,
  'not-kafka': (p) => `${p.address}: Kafka 프로토콜이 아닙니다. 응답의 시작 부분: ${p.start}`,
  'not-kafka-hint': () =>
    '웹 콘솔, REST 프록시, ZooKeeper가 아닌 Kafka 브로커의 호스트와 포트(보통 9092, TLS는 9093)를 입력하세요.',
  'out-of-order': (p) => `${p.address}: 응답 순서가 맞지 않습니다. Kafka 프로토콜이 아닙니다.`,
  'too-old': (p) =>
    `${p.address}: 브로커 버전이 너무 낮습니다. ${p.request} 버전 ${p.needed}이 필요하지만 ${p.offered}까지만 지원합니다.`,
  'too-old-without': (p) =>
    `${p.address}: 브로커 버전이 너무 낮습니다. ${p.request} 버전 ${p.needed}이 필요하지만 지원하지 않습니다.`,
  'too-old-hint': () => 'Tailwater는 Kafka 1.0 이상을 읽습니다. 클러스터를 업그레이드해야 합니다.',
  'too-new': (p) =>
    `${p.address}: 브로커 버전이 너무 높습니다. 브로커는 ${p.request} 버전 ${p.offered}부터, Tailwater는 ${p.known}까지 지원합니다.`,
  'too-new-hint': () => 'Tailwater 새 버전이 있는지 확인하세요.',
  'no-cluster-id': () => '브로커가 클러스터 ID를 알려 주지 않습니다. Tailwater는 Kafka 0.10.1 이상이 필요합니다.',

  'no-sasl': (p) => `${p.address}: SASL을 사용하지 않는 리스너입니다.`,
  'no-sasl-hint': () => 'SASL을 끄거나 SASL 리스너의 포트를 입력하세요.',
  'no-mechanism': (p) => `${p.address}: ${p.mechanism} 방식을 지원하지 않습니다(${p.why}).`,
  'choose-mechanism': (p) => `지원하는 방식을 선택하세요: ${p.mechanisms}`,
  'ask-mechanism': () => '클러스터 관리자에게 인증 방식을 문의하세요.',
  'login-failed': (p) => `${p.address}: 사용자 ${p.user}의 ${p.mechanism} 인증에 실패했습니다(${p.why}).`,
  'login-hint': () => '사용자, 비밀번호, 인증 방식을 확인하세요.',
  'login-wanted': (p) => `${p.address}에서 로그인 없이 토픽을 조회하자 연결을 끊었습니다.`,
  'login-wanted-hint': () => 'SASL 인증이 필요한 것 같습니다. 인증 방식, 사용자, 비밀번호를 입력하세요.',

  'advertised-fail': (p) =>
    `${p.address}에서는 응답하지만, 브로커 ${p.brokers}대 중 ${p.failed}대는 스스로 알려 준 주소로 연결할 수 없습니다.`,
  'advertised-hint': () =>
    '이 컴퓨터에서 브로커의 advertised.listeners 주소에 연결할 수 있어야 합니다. 외부 클라이언트용 리스너를 문의하거나 VPN으로 연결하세요.',
  'connection-broke': (p) => `${p.address}와의 연결이 끊어졌습니다(${p.why}).`,
  'connection-closed': (p) => `${p.address}에서 연결을 끊었습니다.`,
  'request-unknown': (p) => `${p.address}의 ${p.request} 버전을 Tailwater가 지원하지 않습니다.`,
  'request-silent': (p) => `${p.address}에서 ${p.request} 요청에 ${p.seconds}초 안에 응답하지 않았습니다.`,
  'answer-unreadable': (p) => `${p.address}의 ${p.request} 응답을 해석하지 못했습니다(${p.why}).`,
  'none-answers': (p) => `브로커 ${p.brokers}대 모두 응답하지 않습니다.`,
  'none-answers-tried': (p) => `브로커 ${p.brokers}대 중 시도한 ${p.tried}대가 모두 응답하지 않습니다.`,
  'broker-gone': (p) => `브로커 ${p.broker}번이 동작 중인 브로커 목록에 없습니다.`,
  'not-an-address': (p) =>
    `“${p.address}”: 올바른 브로커 주소가 아닙니다. http:// 같은 접두어 없이 host:port 형식으로, 포트는 1~65535로 입력하세요. 예: kafka-1.example.com:9092, [2001:db8::1]:9092`,
};
