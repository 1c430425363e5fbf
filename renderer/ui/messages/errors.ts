// Errors that the engine has in English only: what kind they are, then its words.
import type { ErrorCode } from '../../../main/contract/errors.ts';
import type { Messages } from './types.ts';

export const en = { untold: (_code: ErrorCode, message: string) => message };

const KINDS: Record<ErrorCode, string> = {
  'bad-input': '입력한 값을 사용할 수 없습니다.',
  'bad-filter': '필터를 해석할 수 없습니다.',
  'not-found': '찾을 수 없습니다.',
  exists: '이미 있는 파일입니다.',
  cancelled: '취소되었습니다.',
  unreachable: '브로커가 응답하지 않습니다.',
  denied: '인증 또는 권한 문제로 거부되었습니다.',
  unsupported: '지원하지 않는 버전이나 형식입니다.',
  busy: '다른 프로세스에서 사용 중입니다.',
  'read-only': '쓸 수 없는 위치입니다.',
  'disk-full': '디스크 공간이 부족합니다.',
  damaged: '데이터가 손상되었습니다.',
  closed: '연결이 종료되었습니다.',
  internal: 'Tailwater에서 오류가 발생했습니다.',
};

export const ko: Messages<typeof en> = { untold: (code, message) => `${KINDS[code]} ${message}` };
