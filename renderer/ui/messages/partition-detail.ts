import type { Messages } from './types.ts';

export const en = {
  open: (name: string) => `Show what is known of ${name}`,
  close: 'Close',
  fine: 'Nothing is wrong with it.',
  start: 'Log start offset',
  margin: 'Margin to deletion',
  marginHelp: 'records that may go before it loses any',
  due: {
    at: (time: string) => `due by age from ≈ ${time}`,
    now: 'due by age: it may be deleted at any time',
    never: 'retention deletes nothing',
    unlimited: 'no limit by age',
    'age-unknown': 'its age is not known',
    'limit-unknown': 'how long it is kept may not be read',
  },
  overtaken: (n: string) => `overtaken: ${n} lost unread`,
  position: 'Position',
  lag: 'Lag',
  behind: (time: string) => `≈ ${time} behind`,
  unread: (share: string) => `${share} of the log unread`,
  end: 'End offset',
};

export const ko: Messages<typeof en> = {
  open: (name) => `${name} 자세히 보기`,
  close: '닫기',
  fine: '문제가 없습니다.',
  start: '시작 오프셋',
  margin: '삭제까지 여유',
  marginHelp: '삭제가 따라잡을 때까지 남은 레코드',
  due: {
    at: (time) => `${time}쯤부터 보존 기간 만료`,
    now: '보존 기간이 지나 언제든 삭제될 수 있음',
    never: '보존 정책으로 삭제되지 않음',
    unlimited: '보존 기간 제한 없음',
    'age-unknown': '레코드가 얼마나 오래되었는지 알 수 없음',
    'limit-unknown': '보존 기간을 읽을 권한이 없음',
  },
  overtaken: (n) => `읽기 전에 ${n}건 삭제됨`,
  position: '읽기 위치',
  lag: '랙',
  behind: (time) => `약 ${time} 뒤처짐`,
  unread: (share) => `로그의 ${share}를 읽지 않음`,
  end: '끝 오프셋',
};
