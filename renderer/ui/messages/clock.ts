import type { Messages } from './types.ts';

export const en = {
  choose: 'Order by which time',
  names: { record: 'Time', broker: 'Broker time', arrival: 'Arrived' },
  kinds: { record: 'Record time', broker: "The broker's timestamp", arrival: 'Arrival in this cache' },
  hints: {
    record: 'The time in the record, or what stands in for it',
    broker: 'As the topic has it: set by producer or broker',
    arrival: 'When it was stored here',
  },
  bar: {
    broker: "Ordered by the broker's timestamp. Range and timeline are of the record's own time.",
    arrival: "Ordered by arrival in this cache. Range and timeline are of the record's own time.",
  },
  back: 'Order by record time',
  noBroker: 'The broker gave this record no timestamp: its own time is taken.',
  exported: {
    broker: "The records are written in the order of the broker's timestamps, as they are shown.",
    arrival: 'The records are written in the order in which they arrived here, as they are shown.',
  },
};

export const ko: Messages<typeof en> = {
  choose: '정렬 기준 시각',
  names: { record: '시각', broker: '브로커 시각', arrival: '도착 시각' },
  kinds: { record: '레코드 시각', broker: '브로커 타임스탬프', arrival: '캐시 도착 시각' },
  hints: {
    record: '레코드에 적힌 시각(없으면 대신 쓰는 시각)',
    broker: '프로듀서나 브로커가 토픽에 남긴 시각',
    arrival: '이 캐시에 저장된 시각',
  },
  bar: {
    broker: '브로커 타임스탬프 순으로 정렬했습니다. 범위와 타임라인은 레코드 시각 기준입니다.',
    arrival: '캐시에 도착한 순으로 정렬했습니다. 범위와 타임라인은 레코드 시각 기준입니다.',
  },
  back: '레코드 시각으로 정렬',
  noBroker: '브로커 타임스탬프가 없는 레코드라 레코드 시각을 씁니다.',
  exported: {
    broker: '화면에 보이는 대로 브로커 타임스탬프 순으로 내보냅니다.',
    arrival: '화면에 보이는 대로 캐시에 도착한 순으로 내보냅니다.',
  },
};
