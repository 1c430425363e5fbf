// Loaded before each test file: one that hangs says what it waits for and ends, and its brokers with it. Node's own limit only sends
// a SIGTERM, and waits for the answer for ever.
import { isMainThread } from 'node:worker_threads';

/** The longest file takes about three minutes here. */
const LIMIT_MS = 10 * 60_000;

// Threads are started with the same arguments.
if (isMainThread) {
  setTimeout(() => {
    console.error(`${process.argv[1]} hangs; open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, LIMIT_MS).unref();
}
