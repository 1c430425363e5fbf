import type { Messages } from './types.ts';

export const en = {
  coverage: {
    empty: 'the cache is empty',
    cached: (until: string) => `nothing is followed; cached until ${until}`,
    complete: (from: string, to: string, n: string) => `complete for ${from} – ${to} on ${n} of ${n} partitions`,
    partial: (until: string, n: string, of: string) =>
      `complete until ${until}; ${n} of ${of} partitions are at their end`,
  },
  filterLabel: 'Filter',
  filterPlaceholder: 'Filter: level >= warn and service: auth* and "connection reset"',
  records: 'Records',
};

export const ko: Messages<typeof en> = {
  coverage: {
    empty: '캐시가 비어 있습니다',
    cached: (until) => `수집 중인 토픽 없음, ${until}까지 저장됨`,
    complete: (from, to, n) => `${from} – ${to} 구간 완전함, 파티션 ${n}개 중 ${n}개`,
    partial: (until, n, of) => `${until}까지 완전함, 파티션 ${of}개 중 ${n}개가 끝까지 읽음`,
  },
  filterLabel: '필터',
  filterPlaceholder: '필터: level >= warn and service: auth* and "connection reset"',
  records: '레코드',
};
