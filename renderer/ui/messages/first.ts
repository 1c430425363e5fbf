import type { Messages } from './types.ts';

export const en = {
  begin: 'Fetch this one first',
  lasts: (name: string, lag: string) =>
    `${name} is fetched first: its worker reads nothing else until it has caught up. ${lag} records to go.`,
  end: 'End this',
};

export const ko: Messages<typeof en> = {
  begin: '이 파티션 먼저 가져오기',
  lasts: (name, lag) =>
    `${name}을(를) 먼저 가져오는 중입니다. 다 따라잡을 때까지 담당 워커는 다른 파티션을 읽지 않습니다. ${lag}건 남았습니다.`,
  end: '그만하기',
};
