// The command line: the same engine without a window. stdout is for machines alone; exit codes: 0, 1 failure, 2 usage; of health: see there.
import { Command, Option } from 'commander';
import { addCollectOptions, isolationOption } from './cli/collect-options.ts';
import { addConnectionOptions } from './cli/connection-options.ts';
import { explainFailure } from './cli/failure.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { VERSION } from './cli/program.ts';
import { integer, parseList, parseOffsets, parseTime, TIME_FORMS } from './cli/values.ts';
import { addViewOptions } from './cli/view-options.ts';

const FORMATS = ['ndjson', 'text', 'csv'];
const MORE_FORMATS =
  'ndjson: one object a record; text: the value as sent, one record a line; csv: for spreadsheets, cells that begin like a formula get an apostrophe in front';

let exitCode = 0;
let filter: string | undefined;
const interrupt = interruptSignal();

/** Commander gives the options as they were declared; the type of what `load` gives says what they are. */
function command<O>(
  name: string,
  summary: string,
  example: string,
  load: () => Promise<(options: O, interrupt: AbortSignal) => Promise<number>>,
) {
  return new Command(name)
    .description(summary)
    .showHelpAfterError('(--help shows the options and an example)')
    .addHelpText('after', `\nExample:\n${example.replace(/^/gm, '  ')}`)
    .exitOverride()
    .action(async (options: O & { filter?: string }) => {
      filter = options.filter;
      // Only now: the engine takes half a second to load, and help or a mistake should not wait for it.
      const run = await load();
      exitCode = await run(options, interrupt);
    });
}

const collectCommand = command(
  'collect',
  'Copy topics into a cache, from where it left off, until Ctrl-C. The cluster is only read.',
  'npm run -s tailwater -- collect --brokers kafka-1:9092,kafka-2:9092 --topics app.auth,audit.login --cache ./cache --until-end',
  async () => (await import('./cli/collect.ts')).collect,
).requiredOption('--cache <folder>', 'the cache to fill; made where there is none');
addCollectOptions(addConnectionOptions(collectCommand)).option(
  '--until-end',
  'end when every partition reached the end that it had at the start',
);

const fillCommand = addConnectionOptions(
  command(
    'fill',
    'Fetch into a cache what it does not hold: a range of the past, or its holes. Where collect goes on stays as it is.',
    'npm run -s tailwater -- fill --brokers kafka-1:9092 --topics app.auth --cache ./cache --since 2d --until 1d',
    async () => (await import('./cli/fill.ts')).fill,
  ),
)
  .requiredOption('--cache <folder>', 'the cache to fill; made where there is none')
  .requiredOption('--topics <a,b>', 'the topics to fetch from', parseList)
  .option('--since <time>', `not before, by the brokers’ times: ${TIME_FORMS}`, (text) => parseTime(text))
  .option('--until <time>', 'before, in the same forms', (text) => parseTime(text))
  .addOption(
    new Option('--holes', 'every hole of the topics that the brokers may still have').conflicts([
      'since',
      'until',
      'offsets',
    ]),
  )
  .addOption(
    new Option('--offsets <topic/partition:from-to,...>', 'these offsets; the second is not included')
      .argParser(parseOffsets)
      .conflicts(['since', 'until', 'holes']),
  )
  .addOption(isolationOption());

const queryCommand = addViewOptions(
  command(
    'query',
    'Print records of a cache, or their number or histogram.',
    `npm run -s tailwater -- query --cache ./cache --since 2h --filter 'level >= error and service: auth*' --format text`,
    async () => (await import('./cli/query.ts')).query,
  ),
)
  .option('--limit <n>', 'at most so many records', integer(1, Number.MAX_SAFE_INTEGER))
  .addOption(new Option('--format <format>', `${MORE_FORMATS}; default ndjson`).choices(FORMATS))
  .addOption(new Option('--count', 'print only how many there are').conflicts(['limit', 'histogram', 'format']))
  .addOption(
    new Option(
      '--histogram <buckets>',
      'print how many there are in each of at most so many spans of time, in the format',
    )
      .argParser(integer(1, 2000))
      .conflicts(['limit', 'count']),
  )
  .addOption(
    new Option(
      '--json',
      'with --count or --histogram: one JSON object, with what the answer is complete for and each hole as fields of it',
    ).conflicts('format'),
  );

const exportCommand = addViewOptions(
  command(
    'export',
    'Write records of a cache into a file, which appears when it is whole.',
    'npm run -s tailwater -- export --cache ./cache --since 1d --filter "level >= warn" --format ndjson --out warnings.ndjson',
    async () => (await import('./cli/export.ts')).exportRecords,
  ),
)
  .addOption(new Option('--format <format>', MORE_FORMATS).choices(FORMATS).makeOptionMandatory())
  .requiredOption('--out <file>', 'where to')
  .option('--force', 'replace the file if there is one')
  .option(
    '--no-coverage-file',
    'leave out <file>.coverage.json, which says what the file is complete for and each hole',
  );

const healthCommand = addConnectionOptions(
  command(
    'health',
    'Ask a cluster how its brokers, topics, partitions and consumer groups are.',
    'npm run -s tailwater -- health --brokers kafka-1:9092 --group billing --json',
    async () => (await import('./cli/health.ts')).health,
  ),
)
  .option('--group <name>', 'this consumer group alone, with its members, and its position and lag in each partition')
  .addOption(new Option('--no-groups', 'no consumer groups: they are not asked for').conflicts('group'))
  .option('--topics <a,b>', 'only these topics, and the groups that read them', parseList)
  .option('--all', 'every partition, also the healthy ones, and the members and partitions of every group')
  .option('--json', 'the whole report as JSON; with --watch one line a look')
  .addOption(
    new Option(
      '--watch',
      'look again and again: on a terminal the page drawn anew, elsewhere each change as a line',
    ).conflicts('for'),
  )
  .option(
    '--for <seconds>',
    'look for so long, and tell the last look: with rates, and whether groups read',
    integer(1, 3600),
  )
  .option(
    '--interval <seconds>',
    'with --watch and --for: from one look to the next; default 5, and 2 with --for',
    integer(1, 3600),
  )
  .addHelpText(
    'after',
    '\nExit codes, of the worst that is shown: 0 healthy, 3 warnings, 4 errors, 5 where nothing wrong is known but something\ncould not be read, groups that may be missing in the list among it. Of other groups than that of --group, what cannot be\njudged yet does not count; nor do sizes, directories and settings that may not be read.',
  );

const serveCommand = command(
  'serve',
  'Serve the app to a browser of this machine; with --brokers and --topics it collects, too.',
  'npm run -s tailwater -- serve --cache ./cache --brokers kafka-1:9092 --topics app.auth --port 8321',
  async () => (await import('./cli/serve.ts')).serveCache,
)
  .requiredOption('--cache <folder>', 'the cache to show')
  .option('--port <n>', 'loopback port; default: any that is free', integer(0, 65_535))
  .option(
    '--metrics',
    'serve the health of the cluster at /metrics for Prometheus, to who brings the bearer token in TAILWATER_METRICS_TOKEN',
  );
addCollectOptions(addConnectionOptions(serveCommand, false), false);

const program = new Command('tailwater')
  .description('A log viewer for logs that live in Apache Kafka: the command line.')
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(--help shows the commands)')
  .addHelpText('after', '\nExample:\n  npm run -s tailwater -- collect --help');
for (const one of [collectCommand, fillCommand, queryCommand, exportCommand, healthCommand, serveCommand])
  program.addCommand(one);

try {
  await program.parseAsync();
} catch (error) {
  exitCode = explainFailure(error, filter);
}
process.exitCode = exitCode;
