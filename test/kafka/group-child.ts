// A second Tailwater in a group: node group-child.ts BOOTSTRAP TOPICS FOLDER GROUP. Prints a line of JSON at each change, and ends
// when its stdin does.
import { collect, sessionOf } from './ingest-kit.ts';

const [bootstrap = '', topics = '', folder = '', group = ''] = process.argv.slice(2);
const session = sessionOf(bootstrap.split(','), topics.split(','), { group });
const collecting = await collect(folder, { ...session, tunables: { ...session.tunables, workers: 1 } });
const { supervisor, writer } = collecting;
const tell = () => {
  const held = supervisor.consumers().workers.flatMap((worker) => worker.partitions);
  const { elsewhere, warnings } = supervisor.status();
  const line = { records: writer.tick().records, held: held.map((one) => `${one.topic}-${one.partition}`), elsewhere };
  process.stdout.write(`${JSON.stringify({ ...line, warnings: warnings.map((one) => one.message) })}\n`);
};
const timer = setInterval(tell, 100);
process.stdin.resume();
process.stdin.once('end', async () => {
  clearInterval(timer);
  await collecting[Symbol.asyncDispose]();
  process.exit(0);
});
