import type { Messages } from './types.ts';

export const en = {
  begin: 'Fetch this one first',
  beginNamed: (name: string) => `Fetch ${name} first`,
  lasts: (name: string, lag: string) =>
    `${name} is fetched first: its worker reads nothing else up to where its log ended when this began. ${lag} records to its end now.`,
  end: 'End this',
};

export const ko: Messages<typeof en> = {
  begin: '이 파티션 먼저 가져오기',
  beginNamed: (name) => `${name} 먼저 가져오기`,
  lasts: (name, lag) =>
    `${name}을(를) 먼저 가져오는 중입니다. 시작할 때의 로그 끝에 이를 때까지 담당 워커는 다른 파티션을 읽지 않습니다. 지금 끝까지 ${lag}건 남았습니다.`,
  end: '그만하기',
};
