// What the engine says of records that are marked. Its English is in the contract.
import type { RECORDS } from '../../../main/contract/sayings-records.ts';
import type { Messages } from './types.ts';

export const ko: Messages<typeof RECORDS> = {
  'too-many-bookmarks': (p) => `북마크는 ${p.most}개까지 만들 수 있습니다. 필요 없는 북마크를 먼저 지우세요.`,
  'too-many-alerts': (p) => `알림은 ${p.most}개까지 저장할 수 있습니다. 먼저 몇 개를 삭제하세요.`,
  'too-many-views': (p) => `화면은 ${p.most}개까지 저장할 수 있습니다. 먼저 몇 개를 삭제하세요.`,
  'no-such-bookmark': () => '북마크하지 않은 레코드입니다.',
  'record-dropped': (p) =>
    `레코드 ${p.row}번은 캐시에 더 이상 없습니다. 보존 설정에 따라 세그먼트가 삭제되었습니다. 다시 검색하세요.`,
};
