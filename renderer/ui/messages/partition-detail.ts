import type { Messages } from './types.ts';

export const en = {
  open: (name: string) => `Show what is known of ${name}`,
  close: 'Close',
  fine: 'Nothing is wrong with it.',
  start: 'Log start offset',
  margin: 'Margin',
  marginHelp: 'records that retention has still to delete before it reaches the reader.',
  due: (time: string) => `The record at the position may be deleted for its age from about ${time} on.`,
  overtaken: (n: string) => `Retention has overtaken the reader: ${n} records were deleted before they were read.`,
  position: 'Position',
  lag: 'Lag',
  behind: (time: string) => `≈ ${time} behind`,
  unread: (share: string) => `${share} of what the log holds is unread`,
  end: 'End offset',
};

export const ko: Messages<typeof en> = {
  open: (name) => `${name} 자세히 보기`,
  close: '닫기',
  fine: '문제가 없습니다.',
  start: '시작 오프셋',
  margin: '여유',
  marginHelp: '보존 정책에 따른 삭제가 읽기 위치에 이르기까지 남은 레코드 수입니다.',
  due: (time) => `읽기 위치의 레코드는 보존 기간에 따라 약 ${time}부터 삭제될 수 있습니다.`,
  overtaken: (n) => `삭제가 읽기 위치를 앞질러 레코드 ${n}건을 읽기 전에 잃었습니다.`,
  position: '읽기 위치',
  lag: '랙',
  behind: (time) => `약 ${time} 뒤처짐`,
  unread: (share) => `로그에 남은 레코드의 ${share}를 읽지 않음`,
  end: '끝 오프셋',
};
