// What an exported file has and what it lacks, in a file of its own beside it: so it goes where the file goes, and the file stays
// what its format says.
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { coverageJson } from '../base/coverage-text.ts';
import { createTimeText } from '../base/time-text.ts';
import type { ExportJob, ExportRequest } from '../contract/export.ts';
import type { ViewCoverage } from '../contract/view-coverage.ts';
import { createWholeFile, type WholeFile } from './whole-file.ts';

export type CoverageFile = Pick<WholeFile, 'finish' | 'discard'> & {
  readonly path: string;
  /** All of it, and down to the disk: from then on, only its name is missing. */
  write(request: ExportRequest, sum: Pick<ExportJob, 'records' | 'bytes'>, covers: ViewCoverage): Promise<void>;
  /** One that is there is of a file that was there before. */
  removeOld(): Promise<void>;
};

/** `of`: the path of the exported file. Throws as createWholeFile does. */
export async function openCoverageFile(of: string): Promise<CoverageFile> {
  const path = `${of}.coverage.json`;
  const file = await createWholeFile(path, true);
  return {
    path,
    async write({ view, order, format }, { records, bytes }, covers) {
      const timeText = createTimeText();
      const time = (at: number | null) => (at === null ? null : timeText(at));
      const { filter, from, to, topics } = view;
      const said = {
        ...{ file: basename(of), format, order, records, bytes, exportedAt: timeText(Date.now() * 1000) },
        view: { filter, from: time(from), to: time(to), topics },
        coverage: coverageJson(covers),
      };
      await file.write(Buffer.from(`${JSON.stringify(said, null, 2)}\n`));
      await file.flush();
    },
    removeOld: () => rm(path, { force: true }),
    finish: () => file.finish(),
    discard: () => file.discard(),
  };
}
