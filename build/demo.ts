// npm run demo: a real Kafka with three brokers on loopback, a shop's services that log into it, and the app on top.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toErrorData } from '../main/contract/errors.ts';
import { interruptSignal } from '../main/hosts/cli/interrupt.ts';
import { openApp } from './demo/app.ts';
import { loadCapture } from './demo/capture.ts';
import { createTopics, startTraffic } from './demo/produce.ts';
import { TOPICS } from './demo/traffic.ts';
import { type Cluster, KafkaUnavailable, startCluster } from './kafka.ts';

const HELP = `npm run demo -- [options]
  --no-open         print the address, open nothing
  --port N          loopback port of the page; default: any that is free
  --cache FOLDER    keep the cache there; default: a temporary folder that is removed at the end
  --history MIN     minutes of logs from before the start; default 60
  --rate X          factor on all traffic; default 1, about 500 records/s
  --capture         open the bundled capture and start no Kafka`;

const CAPTURE = join(import.meta.dirname, '..', 'assets', 'sample-capture.ndjson.gz');

const interrupt = interruptSignal();
try {
  await main();
} catch (error) {
  if (interrupt.aborted) say('Stopped.');
  else {
    say(`The demo failed: ${toErrorData(error).message}`);
    process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'no-open': { type: 'boolean' },
      port: { type: 'string' },
      cache: { type: 'string' },
      history: { type: 'string' },
      rate: { type: 'string' },
      capture: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await using opened = new AsyncDisposableStack();
  const folder = values.cache ? resolve(values.cache) : await temporaryFolder(opened);
  const cluster = values.capture ? undefined : await kafka(opened);
  interrupt.throwIfAborted();
  const failures: Promise<void>[] = [];
  if (cluster) {
    say(`Brokers: ${cluster.bootstrap}`);
    await createTopics(cluster.bootstrap);
    const traffic = opened.use(startTraffic(cluster.bootstrap, Number(values.history ?? 60), Number(values.rate ?? 1)));
    failures.push(traffic.ended);
    traffic.history.then(
      (records) =>
        say(`${records.toLocaleString('en-US')} records of the last hour are written; live traffic goes on.`),
      () => undefined,
    );
  } else say(`${(await loadCapture(CAPTURE, folder)).toLocaleString('en-US')} records from the bundled capture.`);
  say(`Cache: ${folder}${values.cache ? '' : ' (removed at the end)'}`);

  const follow = cluster && {
    connection: { brokers: cluster.bootstrap.split(','), name: 'demo' },
    topics: Object.keys(TOPICS),
  };
  const port = values.port === undefined ? undefined : Number(values.port);
  const app = opened.use(await openApp({ folder, follow, port, open: !values['no-open'] }));
  say('Ctrl-C ends the demo and everything that it started.');
  const interrupted = new Promise<void>((done) => interrupt.addEventListener('abort', () => done(), { once: true }));
  await Promise.race([interrupted, app.ended, ...failures]);
  say('Ending…');
}

async function kafka(opened: AsyncDisposableStack): Promise<Cluster | undefined> {
  say('Starting Kafka (three brokers on loopback; the first time its jars are fetched)…');
  try {
    return opened.use(await startCluster({ brokers: 3 }));
  } catch (error) {
    if (!(error instanceof KafkaUnavailable)) throw error;
    say(`${error.message}. Opening the bundled capture instead.`);
    if (!existsSync(CAPTURE)) throw new Error(`${CAPTURE} is missing: is this checkout whole?`);
    return undefined;
  }
}

async function temporaryFolder(opened: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-demo-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function say(text: string): void {
  console.log(text);
}
