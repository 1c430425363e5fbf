// What collect and serve take about following topics; Kafka's own names are in the help of each tunable.
import { type Command, Option } from 'commander';
import type { Input } from '../../contract/methods.ts';
import type { Start } from '../../contract/session.ts';
import { type ConnectionOptions, readConnection } from './connection-options.ts';
import { integer, parseAge, parseList, parseSize, parseStart } from './values.ts';

export type CollectOptions = ConnectionOptions & {
  topics: string[];
  group?: string;
  from?: Start;
  untilEnd?: boolean;
  workers?: number;
  fetchMinBytes?: number;
  fetchMaxWaitMs?: number;
  fetchMaxBytes?: number;
  partitionFetchMaxBytes?: number;
  concurrency?: number;
  isolation?: 'read_committed' | 'read_uncommitted';
  keepBytes?: number;
  keepAge?: number;
};

const TUNABLES: [flags: string, help: string, parse: (text: string) => number][] = [
  ['--workers <n>', 'consumer threads in the group; default: CPU cores or partitions, the smaller', integer(1, 64)],
  ['--fetch-min-bytes <n>', 'Kafka: fetch.min.bytes; default 1', integer(1, 67_108_864)],
  [
    '--fetch-max-wait-ms <n>',
    'Kafka: fetch.max.wait.ms; default 300; at 1 byte it grows to 2400 while nothing comes',
    integer(10, 10_000),
  ],
  ['--fetch-max-bytes <n>', 'Kafka: fetch.max.bytes; default 10485760', integer(65_536, 268_435_456)],
  [
    '--partition-fetch-max-bytes <n>',
    'Kafka: max.partition.fetch.bytes; default 1048576',
    integer(16_384, 268_435_456),
  ],
  [
    '--concurrency <n>',
    'kafkajs: partitionsConsumedConcurrently, batches handled at once in a worker; default 2',
    integer(1, 32),
  ],
  ['--keep-bytes <size>', 'delete the oldest segments of the cache beyond this size, such as 20G', parseSize],
  ['--keep-age <age>', 'delete segments whose newest record is older than this, such as 7d', parseAge],
];

export function isolationOption(): Option {
  return new Option('--isolation <level>', 'Kafka: isolation.level; default read_committed').choices([
    'read_committed',
    'read_uncommitted',
  ]);
}

export function addCollectOptions(command: Command, required = true): Command {
  command
    .addOption(new Option('--topics <a,b>', 'the topics to follow').argParser(parseList).makeOptionMandatory(required))
    .option('--group <name>', 'consumer group (Kafka: group.id); default: one of this cache’s own')
    .option(
      '--from <where>',
      'earliest (default), latest, offset:N or a time; only where the cache has no position',
      parseStart,
    )
    .addOption(isolationOption());
  for (const [flags, help, parse] of TUNABLES) command.option(flags, help, parse);
  return command;
}

export async function readSession(options: CollectOptions): Promise<Input<'session.open'>> {
  const { topics, group, from, untilEnd, workers, fetchMinBytes, fetchMaxWaitMs, fetchMaxBytes } = options;
  const { partitionFetchMaxBytes, concurrency, isolation, keepBytes, keepAge } = options;
  return {
    connection: await readConnection(options),
    topics: [...new Set(topics)],
    start: from,
    group,
    untilEnd: untilEnd ?? false,
    tunables: {
      ...{ workers, fetchMinBytes, fetchMaxWaitMs, fetchMaxBytes, partitionFetchMaxBytes, concurrency, isolation },
    },
    retention: { maxBytes: keepBytes, maxAgeSeconds: keepAge },
  };
}
