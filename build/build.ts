// Bundles everything into dist/: the engine and the command line (main), the shell (electron), the page (renderer).
//   node build/build.ts [main] [electron] [renderer]      all three unless named
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build as bundle } from 'esbuild';
import { build as bundlePage } from 'vite';

const root = join(import.meta.dirname, '..');
export const distFolder = join(root, 'dist');

export const PARTS = ['main', 'electron', 'renderer'] as const;
export type Part = (typeof PARTS)[number];

/** Threads that base/threads.ts starts by name: each must lie, under its name, beside the bundle that starts it. */
export const THREADS = {
  'consumer-worker': 'main/kafka/consumer-worker.ts',
  'reader-thread': 'main/store/reader-thread.ts',
  'writer-thread': 'main/store/writer-thread.ts',
} as const;

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: 'linked',
  // Messages of errors and logs name classes and functions.
  keepNames: true,
  logLevel: 'warning',
} satisfies BuildOptions;

const BUILDERS: Record<Part, (outdir: string) => Promise<unknown>> = {
  main: (outdir) =>
    bundle({
      ...COMMON,
      entryPoints: { engine: 'electron/engine-bundle.ts', cli: 'main/hosts/cli.ts', ...THREADS },
      outdir,
      format: 'esm',
      // One copy of what the entries share, so that an EngineError of one is an EngineError of all.
      splitting: true,
      // Native modules, and what is beside them, stay packages.
      external: ['better-sqlite3', 'lz4-napi'],
      // kafkajs and ws are CommonJS and require Node's modules.
      banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    }),
  electron: async (outdir) => {
    const shell = { ...COMMON, outdir, external: ['electron'] } satisfies BuildOptions;
    await bundle({ ...shell, entryPoints: ['electron/main.ts'], format: 'esm' });
    // A sandboxed preload cannot be a module, and in a package of modules a CommonJS file must say so by its name.
    await bundle({ ...shell, entryPoints: ['electron/preload.ts'], format: 'cjs', outExtension: { '.js': '.cjs' } });
  },
  renderer: (outDir) =>
    bundlePage({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn', build: { outDir } }),
};

/** Throws where a part does not build; the bundlers have printed why. */
export async function build(parts: readonly Part[] = PARTS, folder = distFolder): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const part of parts) {
    const started = performance.now();
    await rm(join(folder, part), { recursive: true, force: true });
    await BUILDERS[part](join(folder, part));
    await writeFile(join(folder, part, '.built'), '');
    console.error(`built ${part} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
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
