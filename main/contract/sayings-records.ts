// What is said of single records and of their bookmarks. How to add one: told.ts.
import type { P } from './told-values.ts';

export const RECORDS = {
  'too-many-bookmarks': (p: P<'most'>) => `${p.most} records are bookmarked, and no more are kept. Remove some first.`,
  'too-many-alerts': (p: P<'most'>) => `${p.most} alerts are kept, and no more. Delete some first.`,
  'too-many-views': (p: P<'most'>) => `${p.most} views are saved, and no more are kept. Delete some first.`,
  'no-such-bookmark': () => 'This record is not bookmarked (any more).',
  'record-dropped': (p: P<'row'>) =>
    `Record ${p.row} is no longer in the cache: retention dropped its segment. Search again.`,
};
