// Bundles everything into dist/: the engine and the command line (main), the shell (electron), the page (renderer).
//   node build/build.ts [main] [electron] [renderer]      all three unless named
import { readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build as bundle, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
export const distFolder = join(root, 'dist');

export const PARTS = ['main', 'electron', 'renderer'] as const;
export type Part = (typeof PARTS)[number];

/** Threads that base/threads.ts starts by name: each must lie, under its name, beside the bundle that starts it. */
export const THREADS = {
  'columns-thread': 'main/store/columns-thread.ts',
  'consumer-worker': 'main/kafka/consumer-worker.ts',
  'fill-worker': 'main/kafka/fill-worker.ts',
  'reader-thread': 'main/store/reader-thread.ts',
  'writer-thread': 'main/store/writer-thread.ts',
} as const;

/** Zod brings its messages in fifty languages, a third of what a thread of the store loads; ours are our own. */
export const oneLanguage: Plugin = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: 'linked',
  // Messages of errors and logs name classes and functions.
  keepNames: true,
  logLevel: 'warning',
  plugins: [oneLanguage],
} satisfies BuildOptions;

/** Entries of Node's that run the engine, by name, and beside them the threads that it starts. */
export async function bundleWithThreads(entries: Record<string, string>, outdir: string): Promise<void> {
  await bundle({
    ...COMMON,
    entryPoints: { ...entries, ...THREADS },
    outdir,
    format: 'esm',
    // One copy of what the entries share, so that an EngineError of one is an EngineError of all.
    splitting: true,
    // Native modules, and what is beside them, stay packages.
    external: ['better-sqlite3', 'lz4-napi'],
    // kafkajs and ws are CommonJS and require Node's modules.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  });
}

const BUILDERS: Record<Part, (outdir: string) => Promise<unknown>> = {
  main: (outdir) => bundleWithThreads({ engine: 'electron/engine-bundle.ts', cli: 'main/hosts/cli.ts' }, outdir),
  electron: async (outdir) => {
    const shell = { ...COMMON, outdir, external: ['electron'] } satisfies BuildOptions;
    await bundle({ ...shell, entryPoints: ['electron/main.ts'], format: 'esm' });
    // A sandboxed preload cannot be a module, and in a package of modules a CommonJS file must say so by its name.
    await bundle({ ...shell, entryPoints: ['electron/preload.ts'], format: 'cjs', outExtension: { '.js': '.cjs' } });
  },
  renderer: async (outDir) => {
    // Only where it is needed: to load it takes half a second.
    const { build: bundlePage } = await import('vite');
    await bundlePage({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn', build: { outDir } });
  },
};

/** What each part is made from: when one of these is newer than the part, the part is stale. */
const SOURCES: Record<Part, string[]> = {
  main: ['main', 'electron/engine-bundle.ts', 'patches'],
  electron: ['electron', 'main/base', 'main/contract'],
  renderer: ['renderer', 'main/contract', 'build/vite.config.ts', 'patches'],
};
const SOURCES_OF_ALL = ['build/build.ts', 'package-lock.json'];
/** Written when a part is complete. */
const STAMP = '.built';

/** Throws where a part does not build; the bundlers have printed why, and the part is as it was before. */
export async function build(parts: readonly Part[] = PARTS, folder = distFolder): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const part of parts) {
    const started = Date.now();
    const fresh = await mkdtemp(join(folder, `${part}-`));
    try {
      await BUILDERS[part](fresh);
      await writeFile(join(fresh, STAMP), '');
      // Of the start: what is edited while it builds is not in it.
      await utimes(join(fresh, STAMP), started / 1000, started / 1000);
      // A host that serves the part has only this moment without it.
      await rm(join(folder, part), { recursive: true, force: true });
      await rename(fresh, join(folder, part));
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      throw error;
    }
    console.error(`built ${part} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
}

/** Builds those of the parts that are missing or older than their sources. */
export async function buildStale(parts: readonly Part[], folder = distFolder): Promise<void> {
  await build(
    parts.filter((part) => isStale(part, folder)),
    folder,
  );
}

export function isStale(part: Part, folder = distFolder): boolean {
  const stamp = statSync(join(folder, part, STAMP), { throwIfNoEntry: false });
  return !stamp || [...SOURCES[part], ...SOURCES_OF_ALL].some((path) => newest(join(root, path)) > stamp.mtimeMs);
}

/** The newest change within a file or folder, in milliseconds; a folder changes when something in it comes or goes. */
function newest(path: string): number {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), entry.mtimeMs);
}

if (import.meta.main) {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) {
    console.error(`There is no part "${unknown}" to build; there are ${PARTS.join(', ')}.`);
    process.exitCode = 2;
  } else {
    await build(named.length > 0 ? PARTS.filter((part) => named.includes(part)) : PARTS).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
  }
}
