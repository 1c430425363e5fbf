// Counts requests in flight. Tests read <html data-idle="true"> instead of guessing how long something takes.
import type { Client } from '../../main/contract/methods.ts';

/** An answer's render and the requests that follow from it take a few turns of the event loop; idle is quiet for longer. */
const QUIET_MS = 50;
let busy = 0;
let quiet: ReturnType<typeof setTimeout> | undefined;

function change(by: number): void {
  busy += by;
  clearTimeout(quiet);
  if (busy > 0) document.documentElement.dataset.idle = 'false';
  else
    quiet = setTimeout(() => {
      document.documentElement.dataset.idle = 'true';
    }, QUIET_MS);
}

/** Work that is not a request yet but will become one, such as a debounced input: idle only when `end` was called. */
export function busyUntil(): { end(): void } {
  change(1);
  let ended = false;
  return {
    end() {
      if (!ended) change(-1);
      ended = true;
    },
  };
}

export function trackedClient(client: Client): Client {
  change(0);
  return {
    closed: client.closed,
    close: () => client.close(),
    call(name, input, signal) {
      change(1);
      return client.call(name, input, signal).finally(() => change(-1));
    },
    // A watch never ends; it counts until its first value.
    watch(name, changed) {
      const first = busyUntil();
      const leave = client.watch(name, (value) => {
        first.end();
        changed(value);
      });
      return () => {
        first.end();
        leave();
      };
    },
    async *stream(name, input, signal) {
      const working = busyUntil();
      // Nothing may ever come of it.
      if (name === 'alerts.fired') working.end();
      try {
        for await (const item of client.stream(name, input, signal)) {
          // One that goes on for as long as something arrives counts, as a watch does, until its first item.
          if (name === 'records.matches') working.end();
          yield item;
        }
      } finally {
        working.end();
      }
    },
  };
}
