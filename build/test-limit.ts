// A part of each test file's bundle: one that hangs says what it waits for and ends, and its brokers with it. Node's own limit only
// sends a SIGTERM, and waits for the answer for ever.

/** The longest file takes about three minutes here. */
const LIMIT_MS = 10 * 60_000;

setTimeout(() => {
  console.error(`${process.argv[1]} hangs; open: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}, LIMIT_MS).unref();
