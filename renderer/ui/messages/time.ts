import type { Messages } from './types.ts';

export const en = {
  zone: {
    other: 'Other',
    search: 'Find a time zone',
    placeholder: 'Seoul, New York, +5:45 …',
    list: 'Time zones, with their distance from UTC now',
    none: 'No time zone is called so. Try a larger city nearby.',
  },
};

export const ko: Messages<typeof en> = {
  zone: {
    other: '다른 시간대',
    search: '시간대 찾기',
    placeholder: 'Seoul, 한국, +5:45 …',
    list: '시간대와 지금의 UTC 차이',
    none: '맞는 시간대가 없습니다. 가까운 큰 도시로 찾아 보세요.',
  },
};
