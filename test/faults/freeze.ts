// Preloaded (--import) into every thread of a process: lets the first consumer worker be frozen in the middle of anything, as by
// a debugger or a machine that sleeps, while the other threads go on.
import { BroadcastChannel, threadName, workerData } from 'node:worker_threads';

const CHANNEL = 'freeze-worker';

if (threadName === 'consumer-worker' && workerData?.id === 1) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.unref();
  channel.onmessage = (event) => {
    const ms = event instanceof MessageEvent ? Number(event.data) : 0;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  };
}

export function freezeWorker(ms: number): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(ms);
  // What is closed at once may not have been sent.
  setTimeout(() => channel.close(), 1_000).unref();
}
