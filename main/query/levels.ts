// The names that sources give to levels, so that `level >= warn` works whatever they call theirs.
import { LEVELS } from '../contract/units.ts';

// As main/parse reads them from records, less what is a slip when a person writes it (eror): numbers of pino and bunyan, and 0 to 7 of syslog.
const SYNONYMS: Record<(typeof LEVELS)[number], string> = {
  unknown: 'none',
  trace: 't trc vrb v verbose finest finer silly 10',
  debug: 'd dbg fine debug1 debug2 debug3 debug4 debug5 7 20',
  info: 'i inf information informational config log http 6 30',
  notice: 'n note 5',
  warn: 'w wrn warning 4 40',
  error: 'e err fail failure severe 3 50',
  fatal: 'f ftl crit critical c alert emerg emergency panic dpanic 0 1 2 60',
};

const BY_NAME = new Map(
  LEVELS.flatMap((level, index) => [level, ...SYNONYMS[level].split(' ')].map((name) => [name, index])),
);

/** The index into LEVELS of a level by any of its names, in any case; undefined for what is no level. */
export function levelByName(name: string): number | undefined {
  return BY_NAME.get(name.toLowerCase());
}
