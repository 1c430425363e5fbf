import type { Messages } from './types.ts';

export const en = {
  open: (name: string) => `Show what is known of ${name}`,
  close: 'Close',
  fine: 'Nothing is wrong with it.',
  start: 'Log start offset',
  margin: 'Margin',
  marginHelp: 'records until retention reaches it',
  due: (time: string) => `due by age from ≈ ${time}`,
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
  margin: '여유',
  marginHelp: '삭제가 따라잡을 때까지 남은 레코드',
  due: (time) => `보존 기간 만료 약 ${time}`,
  overtaken: (n) => `추월당함: 읽지 못하고 ${n}건 유실`,
  position: '읽기 위치',
  lag: '랙',
  behind: (time) => `약 ${time} 뒤처짐`,
  unread: (share) => `로그의 ${share} 읽지 않음`,
  end: '끝 오프셋',
};
