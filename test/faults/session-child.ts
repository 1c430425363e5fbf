// A process that collects until it is told to end, or is killed: node session-child.ts '{"folder": ..., "session": ...}'. Tells
// how it stands on stdout, a JSON object a line. Commands on stdin, one a line; its end ends the session.
import { createInterface } from 'node:readline';
import type { Worker } from 'node:worker_threads';
import { OpenSession } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { freezeWorker } from './freeze.ts';

export type Told = {
  records: number;
  duplicates: number;
  frontier: number | null;
  state: string;
  error: string | null;
  restarts: number;
  rebalances: number;
  /** partitions that workers have now */
  assigned: number;
  /** of them, how many each worker has, by its number */
  shares: number[];
  /** the process's memory, to the megabyte */
  rssBytes: number;
};

const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

const { folder, session } = JSON.parse(process.argv[2] ?? '{}');
const engine = await openEngine({ cacheFolder: folder, mode: 'write', host: 'command-line', version: 'faults' });
const { handlers } = engine;
const tick = handlers['cache.tick']();
const status = handlers['session.status']();
const consumers = handlers['consumers.status']();
let last = '';
const tell = () => {
  const { records, duplicates, frontier } = tick.get();
  const { state, error } = status.get();
  const shares = consumers.get().workers.map((one) => one.partitions.length);
  const told: Told = {
    ...{ records, duplicates, frontier, state, error: error?.message ?? null },
    restarts: consumers.get().workers.reduce((sum, one) => sum + one.restarts, 0),
    rssBytes: Math.round(process.memoryUsage.rss() / 1_048_576) * 1_048_576,
    rebalances: consumers.get().rebalances.length,
    assigned: shares.reduce((sum, one) => sum + one, 0),
    shares,
  };
  const line = JSON.stringify(told);
  if (line !== last) process.stdout.write(`${line}\n`);
  last = line;
};
for (const watched of [tick, status, consumers]) watched.subscribe(tell);
tell();

const commands = createInterface(process.stdin);
commands.on('line', (command) => {
  const [what, number = '0'] = command.split(' ');
  if (what === 'kill-worker') {
    const alive = workers.filter((worker) => worker.threadName === 'consumer-worker');
    void alive[Number(number) % alive.length]?.terminate();
  } else if (what === 'freeze-worker') freezeWorker(Number(number));
  else if (what === 'hold-reader') void holdReader();
});
/** Takes the first piece of all records, and then nothing: a reader that stays where it is. */
async function holdReader(): Promise<void> {
  const view = { filter: '', from: null, to: null, topics: null, upTo: null };
  const signal = new AbortController().signal;
  const lines = handlers['records.lines']({ view, order: 'asc', format: 'ndjson' }, signal);
  await lines[Symbol.asyncIterator]().next();
}
const ended = new Promise((resolve) => commands.once('close', resolve));
await handlers['session.open'](OpenSession.parse(session), new AbortController().signal);
await ended;
await engine.close();
tell();
process.exit();
