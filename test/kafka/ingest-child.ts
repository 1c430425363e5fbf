// A process that collects until it is killed: node ingest-child.ts BOOTSTRAP TOPIC FOLDER GROUP. Prints how many records it has.
import { collect, sessionOf } from './ingest-kit.ts';

const [bootstrap = '', topic = '', folder = '', group = ''] = process.argv.slice(2);
const session = sessionOf(bootstrap.split(','), [topic], { group });
// Small fetches, so that there is a middle to be killed in.
const collecting = await collect(folder, {
  ...session,
  tunables: { ...session.tunables, partitionFetchMaxBytes: 16_384 },
});
const tell = () => process.stdout.write(`${collecting.writer.tick().records}\n`);
collecting.writer.onTick(tell);
tell();
