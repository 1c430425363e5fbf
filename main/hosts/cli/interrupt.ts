// Ctrl-C and SIGTERM end a command in good order; if that hangs, a second one ends it at once.
const IMPATIENT_MS = 2000;

/** Aborted by the first signal. npm and the start script hand on what the terminal sent us too, so twins are ignored. */
export function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  let firstAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      firstAt ||= Date.now();
      interrupt.abort();
      if (Date.now() - firstAt > IMPATIENT_MS) process.exit(1);
    });
  return interrupt.signal;
}
