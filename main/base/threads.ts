// Worker threads that start from TypeScript in development and from bundled JavaScript in a package.
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the thread whose entry lies beside the calling file. In the sources that is `<name>.ts`; the bundler (build/build.ts)
 * puts every entry, under the same name, into the folder of the bundle.
 */
export function startThread(callerUrl: string, name: string, options: WorkerOptions): Worker {
  const extension = callerUrl.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./${name}.${extension}`, callerUrl), { name, ...options });
}
