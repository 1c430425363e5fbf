// Bundles test files with all that they import, and beside them the command line and the threads of the engine. To load some hundred
// sources anew, in each process and in each thread that it starts, was a third of what the short suites cost.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { oneLanguage, THREADS } from './build.ts';

const CLI = 'main/hosts/cli.ts';
const root = join(import.meta.dirname, '..');
const LIMIT = JSON.stringify(join(import.meta.dirname, 'test-limit.ts'));
const PLACE = /file:\/\/[^\s()]+?\.js:\d+:\d+/g;

/** What a source says of its own place is of the source, not of the bundle; only threads are looked for beside the bundle. */
const inPlace: Plugin = {
  name: 'in-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      const contents = text
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.filename', JSON.stringify(path))
        .replaceAll('import.meta.resolve(', `((name: string) => new URL(name, ${url}).href)(`)
        .replaceAll('import.meta.main', 'false');
      // On the first line: the others keep their numbers.
      return { contents: path.endsWith('.test.ts') ? `import ${LIMIT};${contents}` : contents, loader: 'ts' };
    });
  },
};

export class TestBundles implements Disposable {
  readonly folder: string;
  readonly #maps = new Map<string, SourceMap>();
  #sources = new Map<string, string>();

  constructor() {
    const cache = join(root, '.cache');
    mkdirSync(cache, { recursive: true });
    this.folder = mkdtempSync(join(cache, 'tests-'));
  }

  /** Of each file, such as test/store/reader.test.ts, its bundle. */
  async make(files: readonly string[]): Promise<Map<string, string>> {
    // All in one folder: threads are started from that of whoever starts them, be it a test or what several share.
    const names = new Map(files.map((file) => [file, file.replaceAll('/', '--').replace(/\.ts$/, '')]));
    await build({
      absWorkingDir: root,
      entryPoints: { ...Object.fromEntries([...names].map(([file, name]) => [name, file])), cli: CLI, ...THREADS },
      outdir: this.folder,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      splitting: true,
      sourcemap: 'linked',
      sourcesContent: false,
      // Each thread reads its own anew, and each character of it.
      minifyWhitespace: true,
      logLevel: 'warning',
      // Native modules, and tools that look for their own files.
      external: [
        ...['better-sqlite3', 'lz4-napi', 'esbuild', 'vite', '@vitejs/*', 'wabt', 'electron-builder'],
        ...['playwright-core', '@sparticuz/chromium'],
      ],
      banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
      plugins: [inPlace, oneLanguage],
    });
    const bundles = new Map([...names].map(([file, name]) => [file, join(this.folder, `${name}.js`)]));
    this.#sources = new Map([...bundles].map(([file, bundle]) => [bundle, file]));
    return bundles;
  }

  /** The command line, for tests that run it as a process. */
  get cli(): string {
    return join(this.folder, 'cli.js');
  }
  /** The file of a bundle. */
  sourceOf(bundle: string): string {
    return this.#sources.get(bundle) ?? relative(root, bundle);
  }

  /** The stack of an error, and of its causes, names places in the sources. */
  translate(error: unknown): void {
    if (!(error instanceof Error)) return;
    // As it came from the other process it cannot be written to.
    const value = error.stack?.replace(PLACE, (place) => this.#placeOf(place));
    Reflect.defineProperty(error, 'stack', { value, configurable: true, writable: true });
    this.translate(error.cause);
  }

  #placeOf(place: string): string {
    const [, url = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
    const path = fileURLToPath(url);
    if (dirname(path) !== this.folder) return place;
    const map = this.#maps.get(path) ?? new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
    this.#maps.set(path, map);
    const found = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in found)) return place;
    return `${join(this.folder, found.originalSource)}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
