// npm run demo: a real Kafka with three brokers on loopback, a shop's services that log into it, and the app on top.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toErrorData } from '../main/contract/errors.ts';
import { interruptSignal } from '../main/hosts/cli/interrupt.ts';
import { integer } from '../main/hosts/cli/values.ts';
import { loadCapture } from './demo/capture.ts';
import { createTopics, startTraffic } from './demo/produce.ts';
import { TOPICS } from './demo/traffic.ts';
import { type Cluster, KafkaUnavailable, startCluster } from './kafka.ts';
import { openApp } from './open-app.ts';

const HELP = `npm run demo -- [options]
  --browser         open it in the default browser, even where Electron is
  --no-open         print the page's address, open nothing
  --port N          loopback port of the page; default: any that is free
  --cache FOLDER    keep the cache there; default: a temporary folder that is removed at the end
  --history N       minutes of logs from before the start; default 60
  --rate PERCENT    of all traffic; default 100, about 550 records/s and up to twice that in an incident
  --capture         open the bundled capture and start no Kafka`;

const CAPTURE = join(import.meta.dirname, '..', 'assets', 'sample-capture.ndjson.gz');

const interrupt = interruptSignal();
const say = (text: string) => console.log(text);

try {
  process.exitCode = await main();
} catch (error) {
  if (interrupt.aborted) say('Stopped.');
  else {
    console.error(`The demo failed: ${toErrorData(error).message}`);
    process.exitCode = 1;
  }
}

async function main(): Promise<number> {
  const values = readArguments();
  if (typeof values === 'string') {
    console.error(`${values}\n${HELP}`);
    return 2;
  }
  if (values.help) {
    say(HELP);
    return 0;
  }
  await using opened = new AsyncDisposableStack();
  const folder = values.cache === undefined ? await temporaryFolder(opened) : resolve(values.cache);
  say(`Cache: ${folder}${values.cache === undefined ? ' (removed at the end)' : ''}`);
  const cluster = values.capture ? undefined : await startKafka(opened);
  interrupt.throwIfAborted();
  const traffic = cluster && (await startShop(opened, cluster, values.history ?? 60, (values.rate ?? 100) / 100));
  if (!traffic) {
    const records = await loadCapture(CAPTURE, folder);
    say(`Opening the bundled capture instead of a Kafka: ${records.toLocaleString('en-US')} records.`);
  }
  const app = opened.use(
    await openApp({
      ...{ folder, port: values.port, browser: values.browser, open: !values['no-open'], ownProfile: true, say },
      follow: cluster && {
        connection: { brokers: cluster.bootstrap.split(','), name: 'demo' },
        topics: Object.keys(TOPICS),
      },
    }),
  );
  say('Ctrl-C ends the demo and everything that it started.');
  const interrupted = new Promise<void>((done) => {
    if (interrupt.aborted) done();
    else interrupt.addEventListener('abort', () => done(), { once: true });
  });
  await Promise.race([interrupted, app.ended, ...(traffic ? [traffic.ended] : [])]);
  say('Ending…');
  return 0;
}

/** Undefined, having said why, where there is no Java or Maven. */
async function startKafka(opened: AsyncDisposableStack): Promise<Cluster | undefined> {
  say('Starting Kafka: three brokers on loopback. The first time it is fetched, through Maven…');
  try {
    const cluster = opened.use(await startCluster({ brokers: 3 }));
    say(`Brokers: ${cluster.bootstrap}`);
    return cluster;
  } catch (error) {
    if (!(error instanceof KafkaUnavailable)) throw error;
    say(`${error.message}.`);
    return undefined;
  }
}

async function startShop(opened: AsyncDisposableStack, { bootstrap }: Cluster, minutes: number, share: number) {
  await createTopics(bootstrap);
  const traffic = opened.use(startTraffic(bootstrap, minutes, share));
  traffic.history.then(
    (records) => say(`${records.toLocaleString('en-US')} records of the ${minutes} minutes before are written.`),
    // It is told once, by traffic.ended.
    () => undefined,
  );
  return traffic;
}

async function temporaryFolder(opened: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-demo-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A message where they are wrong. */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        cache: { type: 'string' },
        history: { type: 'string' },
        rate: { type: 'string' },
        capture: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const number = (text: string | undefined, least: number, most: number) =>
      text === undefined ? undefined : integer(least, most)(text);
    return {
      ...values,
      port: number(values.port, 0, 65_535),
      history: number(values.history, 0, 1440),
      rate: number(values.rate, 1, 1000),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
