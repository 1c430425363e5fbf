import type { Messages } from './types.ts';

export const en = {
  tab: 'Events',
  title: 'Events',
  at: 'When',
  place: 'Where',
  what: 'What happened',
  cluster: 'cluster',
  group: 'group',
  kind: 'Kind of event',
  topic: 'Topic',
  classes: {
    all: 'All events',
    replicas: 'Leaders and replicas',
    brokers: 'Brokers',
    topics: 'Topics and settings',
    groups: 'Groups and rebalances',
    records: 'Records',
  },
  allTopics: 'All topics',
  andCluster: 'and what happened to the whole cluster',
  newest: (shown: string, more: string) => `the newest ${shown}; ${more} older`,
  followed: (n: string) => `and ${n} ${n === '1' ? 'change' : 'changes'} of its partitions`,
  each: 'each of them',
  /** of several partitions; from, to: empty where they differ */
  leadersMoved: (n: string, from: string, to: string) =>
    `leaders of ${n} partitions moved${from === '' ? '' : ` from broker ${from}`}${to === '' ? '' : ` to broker ${to}`}`,
  none: 'Nothing has happened yet',
  noneHelp:
    'Changes of leaders, replicas, brokers, topics, settings and groups are listed here as they are seen, while a session runs.',
  noMatch: 'No event of this kind',
};

export const ko: Messages<typeof en> = {
  tab: '이벤트',
  title: '이벤트',
  at: '시각',
  place: '위치',
  what: '내용',
  cluster: '클러스터',
  group: '그룹',
  kind: '이벤트 종류',
  topic: '토픽',
  classes: {
    all: '모든 이벤트',
    replicas: '리더와 복제본',
    brokers: '브로커',
    topics: '토픽과 설정',
    groups: '그룹과 리밸런스',
    records: '레코드',
  },
  allTopics: '모든 토픽',
  andCluster: '클러스터 전체의 이벤트도 함께 표시합니다',
  newest: (shown, more) => `최근 ${shown}건, 이전 이벤트 ${more}건`,
  followed: (n) => `그에 따른 파티션 변화 ${n}건`,
  each: '하나씩 보기',
  leadersMoved: (n, from, to) =>
    `파티션 ${n}개의 리더가 ${from === '' ? '' : `브로커 ${from}번에서 `}${to === '' ? '' : `브로커 ${to}번으로 `}옮겨짐`,
  none: '아직 일어난 일이 없습니다',
  noneHelp: '수집하는 동안 확인한 리더, 복제본, 브로커, 토픽, 설정, 그룹의 변화가 여기에 표시됩니다.',
  noMatch: '이 종류의 이벤트가 없습니다',
};
