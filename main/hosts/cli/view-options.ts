// Which records query and export mean.
import { type Command, Option } from 'commander';
import type { Input } from '../../contract/methods.ts';
import { CLOCKS, type Clock, type Micros } from '../../contract/units.ts';
import { UsageError } from './failure.ts';
import { parseList, parseTime, TIME_FORMS } from './values.ts';

export type ViewOptions = {
  cache: string;
  filter?: string;
  since?: Micros;
  until?: Micros;
  topics?: string[];
  order?: 'asc' | 'desc';
  orderBy?: Clock;
};

export function addViewOptions(command: Command): Command {
  return command
    .requiredOption('--cache <folder>', 'the cache to read; it may be one that is being filled')
    .option('--filter <text>', 'KQL, such as \'level >= warn and service: auth* and "connection reset"\'')
    .option('--since <time>', `not before: ${TIME_FORMS}`, (text) => parseTime(text))
    .option('--until <time>', 'before, in the same forms', (text) => parseTime(text))
    .option('--topics <a,b>', 'only these topics', parseList)
    .addOption(new Option('--order <order>', 'by time; default asc, the oldest first').choices(['asc', 'desc']))
    .addOption(
      new Option('--order-by <clock>', "the record's own time, the broker's timestamp, or the arrival in the cache")
        .choices(CLOCKS)
        .default('record'),
    );
}

export type ViewInput = Input<'export.start'>['view'];

/** Throws UsageError. */
export function readView(options: ViewOptions): ViewInput {
  const { filter = '', since = null, until = null, topics = null } = options;
  if (since !== null && until !== null && since >= until)
    throw new UsageError('--since is not before --until: no record can be between them.');
  return { filter, from: since, to: until, topics };
}
