import type { Messages } from './types.ts';

export const en = {
  zone: {
    other: 'Other',
    search: 'Find a time zone',
    placeholder: 'Seoul, New York, +5:45 …',
    list: 'Time zones, with their distance from UTC now',
    none: 'No time zone is called so. Try a larger city nearby.',
  },
  range: {
    spans: { today: 'Today', yesterday: 'Yesterday', week: 'This week', 'last-week': 'Last week' },
    typed: 'Or type or paste a range',
    placeholder: 'last 15 m, yesterday, 14:00 – 14:30',
    inZone: (zone: string) => `Times without a zone are those of ${zone}.`,
    notYet: 'Not a range yet.',
    nowIs: (times: string) => `now ${times}`,
    moves: 'moves with the clock',
    trouble: {
      unreadable: 'This is no range. Write a length such as 15 m, a day, or two times with – between them.',
      swapped: 'The end is not after the start.',
    },
    apply: 'Show',
    examples: [
      ['last 90 min', 'ends now, and moves'],
      ['this week', 'from Monday on'],
      ['2026-11-22', 'that whole day'],
      ['13:00 – 13:05', 'of today'],
      ['since 13:00', 'with an open end'],
      ['1795352401 – 1795352700', 'since 1970, in s or ms'],
    ],
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
  range: {
    spans: { today: '오늘', yesterday: '어제', week: '이번 주', 'last-week': '지난주' },
    typed: '또는 범위를 입력하거나 붙여 넣기',
    placeholder: '최근 15분, 어제, 14:00 – 14:30',
    inZone: (zone) => `시간대를 쓰지 않은 시각은 ${zone} 기준입니다.`,
    notYet: '아직 범위로 해석되지 않습니다.',
    nowIs: (times) => `지금은 ${times}`,
    moves: '시간이 지나면 함께 이동',
    trouble: {
      unreadable: '범위로 해석할 수 없습니다. 15분 같은 길이, 날짜 하나, 또는 – 로 이은 두 시각을 쓰세요.',
      swapped: '끝이 시작보다 늦어야 합니다.',
    },
    apply: '보기',
    examples: [
      ['최근 90분', '지금까지, 계속 이동'],
      ['이번 주', '월요일부터'],
      ['2026-11-22', '그날 하루'],
      ['13:00 – 13:05', '오늘'],
      ['13:00부터', '끝 없음'],
      ['1795352401 – 1795352700', '1970년부터의 초나 밀리초'],
    ],
  },
};
