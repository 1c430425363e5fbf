// A process that fills until it is killed: node fill-child.ts BOOTSTRAP TOPIC FOLDER. Prints how many records it has fetched.
import { EVERYTHING, openFilling } from './fill-kit.ts';
import { sessionOf } from './ingest-kit.ts';

const [bootstrap = '', topic = '', folder = ''] = process.argv.slice(2);
const session = sessionOf(bootstrap.split(','), [topic], { start: { at: 'latest' }, live: false });
const { fills } = await openFilling(folder, session);
const tell = () => process.stdout.write(`${fills.watched.get().jobs[0]?.records ?? 0}\n`);
fills.watched.subscribe(tell);
fills.start(EVERYTHING);
