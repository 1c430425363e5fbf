// The engine, from its own bundle.
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Port } from '../main/contract/port.ts';
import type { Served } from '../main/contract/server.ts';
import type { Engine } from '../main/engine.ts';

export type ShellEngine = {
  /** Serves the contract on a port until either side closes it. */
  serve(port: Port): Served;
  close(): Promise<void>;
};
export type ShellEngineOptions = {
  /** app.getAppPath(): a folder, or the archive app.asar */
  appPath: string;
  cacheFolder: string;
  version: string;
  /** JSON of the session to open at the start */
  session: string | undefined;
};

type EngineModule = typeof import('./engine-bundle.ts');

/** Throws an EngineError where the cache cannot be opened. A cache that another process fills is opened for reading. */
export async function openShellEngine(options: ShellEngineOptions): Promise<ShellEngine> {
  const { cacheFolder, version } = options;
  const module: EngineModule = await import(engineUrl(options.appPath));
  const open = (mode: 'read' | 'write') => module.openEngine({ cacheFolder, host: 'electron', mode, version });
  const engine = await open('write').catch((error: unknown) => {
    if (isHeld(error)) return open('read');
    throw error;
  });
  const report = (error: unknown) => console.error(error);
  // Not awaited: the page shows how the session comes up, or why it does not.
  if (options.session !== undefined) void openSession(module, engine, options.session).catch(report);
  return {
    serve: (port) => module.serve(module.portTransport(port), engine.handlers, { report }),
    close: () => engine.close(),
  };
}

async function openSession(module: EngineModule, engine: Engine, json: string): Promise<void> {
  const session = module.OpenSession.parse(JSON.parse(json));
  await engine.handlers['session.open'](session, new AbortController().signal);
}

/** electron-builder leaves dist/main and its packages outside of the archive (build/electron-builder.ts). */
export function engineUrl(appPath: string): string {
  const folder = appPath.endsWith(`${sep}app.asar`) ? `${appPath}.unpacked` : appPath;
  return pathToFileURL(join(folder, 'dist', 'main', 'engine.js')).href;
}

/** By its data: the error's class is the engine bundle's, not this one's. */
function isHeld(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'busy' || code === 'read-only';
}
