// The app on the demo's cache, with the session already open.
import type { Input } from '../../main/contract/methods.ts';
import { OpenSession } from '../../main/contract/session.ts';
import { openEngine } from '../../main/engine.ts';
import { VERSION } from '../../main/hosts/cli/program.ts';
import { startHttpHost } from '../../main/hosts/http.ts';

export type AppOptions = {
  folder: string;
  /** absent: look at what the cache holds */
  follow: Input<'session.open'> | undefined;
  port: number | undefined;
  open: boolean;
};
export type App = AsyncDisposable & {
  /** Resolves when the person closed the app; never for a page in a browser. */
  readonly ended: Promise<void>;
};

export async function openApp(options: AppOptions): Promise<App> {
  await using opened = new AsyncDisposableStack();
  const engine = await openEngine({ cacheFolder: options.folder, host: 'browser', mode: 'write', version: VERSION });
  opened.defer(() => engine.close());
  if (options.follow)
    await engine.handlers['session.open'](OpenSession.parse(options.follow), new AbortController().signal);
  const host = opened.use(await startHttpHost({ handlers: engine.handlers, pageFolder: '', port: options.port }));
  console.log(`Open ${host.url}`);
  const resources = opened.move();
  return { ended: new Promise<void>(() => {}), [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
