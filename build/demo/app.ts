// The page on a cache for scripts that drive it (build/screenshots.ts): nothing is opened, and the address is handed over.
import type { Input } from '../../main/contract/methods.ts';
import { type App, openApp } from '../open-app.ts';

export async function startBrowserHost(
  { folder, follow }: { folder: string; follow?: Input<'session.open'> },
  port: number | undefined,
): Promise<App & { readonly url: string }> {
  let url = '';
  const app = await openApp({
    ...{ folder, follow, port, open: false },
    say: (text) => {
      url = /http:\S+/.exec(text)?.[0] ?? url;
    },
  });
  return { ...app, url };
}
