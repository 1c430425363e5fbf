// The package as electron-builder lays it out, around a stub of Electron: what is in it, and that its engine and its shell
// start from there, with nothing of this checkout within reach.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { build } from '../../build/build.ts';
import { packageFolder } from '../../build/package.ts';
import { createClient } from '../../main/contract/client.ts';
import { portTransport } from '../../main/contract/port.ts';
import { FakeElectron } from '../electron/fake-electron.ts';
import { extractAsar } from './asar.ts';

const root = join(import.meta.dirname, '..', '..');
let work: string;
let built: string;
/** The archive's packed files, in a folder that is named as the archive is; what is unpacked lies beside it, as it does there. */
let appPath: string;
let packed: string[];
let unpacked: string[];

before(async () => {
  // Outside of the checkout: a package that is missing must not be found in the node_modules above.
  work = await mkdtemp(join(tmpdir(), 'tailwater-package-'));
  await mkdir(join(root, 'out'), { recursive: true });
  built = await mkdtemp(join(root, 'out', 'test-'));
  const dist = join(built, 'dist');
  await build(undefined, dist);
  const output = join(work, 'out');
  await packageFolder(dist, output, undefined);
  const resources = join(output, 'linux-unpacked', 'resources');
  appPath = join(work, 'installed', 'app.asar');
  ({ packed, unpacked } = await extractAsar(join(resources, 'app.asar'), appPath));
  await cp(join(resources, 'app.asar.unpacked'), `${appPath}.unpacked`, { recursive: true });
});
after(async () => {
  for (const folder of [work, built]) await rm(folder, { recursive: true, force: true });
});

test('the archive has the shell, the page and nothing of the sources; threads and native modules lie beside it', async () => {
  for (const path of ['dist/electron/main.js', 'dist/electron/preload.cjs', 'dist/renderer/index.html'])
    assert.ok(packed.includes(path), path);
  for (const path of [
    'package.json',
    'dist/main/engine.js',
    'dist/main/columns-thread.js',
    'dist/main/consumer-worker.js',
    'dist/main/reader-thread.js',
    'dist/main/writer-thread.js',
    `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
  ])
    assert.ok(unpacked.includes(path), path);
  const all = [...packed, ...unpacked];
  assert.deepEqual(
    all.filter((path) => /\.(ts|tsx|map|c|h|cpp)$/.test(path)),
    [],
  );
  assert.deepEqual([...new Set(all.map((path) => path.split('/')[0]))].sort(), [
    'dist',
    'node_modules',
    'package.json',
  ]);
  assert.equal(all.filter((path) => path.startsWith('node_modules/better-sqlite3/prebuilds/')).length, 1);
  for (const path of unpacked) assert.ok(existsSync(join(`${appPath}.unpacked`, path)), path);
  assert.ok(existsSync(join(work, 'out', 'linux-unpacked', 'tailwater')));
});

test('the page loads nothing that its policy denies', async () => {
  const index = await readFile(join(appPath, 'dist', 'renderer', 'index.html'), 'utf8');
  assert.doesNotMatch(index.replaceAll(/<!--.*?-->/g, ''), /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  assert.doesNotMatch(index, /(?:src|href)="(?:https?:)?\/\//);
  const styles = packed.filter((path) => path.endsWith('.css'));
  assert.ok(styles.length > 0);
  for (const path of styles) {
    const text = await readFile(join(appPath, path), 'utf8');
    assert.doesNotMatch(text, /url\(["']?(?:https?:|\/\/)/, path);
    for (const [, url = ''] of text.matchAll(/url\(["']?(?!data:image)([^"')#]+)/g))
      assert.ok(existsSync(join(appPath, dirname(path), decodeURIComponent(url))), `${path}: ${url}`);
  }
});

test('the packaged shell starts the packaged engine, whose threads and native modules load, and closes it', async () => {
  const userData = join(work, 'user');
  await mkdir(userData);
  const electron = new FakeElectron({ appPath, userData, packaged: true });
  await electron.boot();
  while (electron.windows[0]?.webContents.loads !== 1) await new Promise((resolve) => setImmediate(resolve));
  const client = createClient(portTransport(await electron.windows[0].webContents.page.port()), { checkOutputs: true });
  const info = await client.call('app.info', {});
  assert.deepEqual([info.host, info.readOnly], ['electron', false]);
  // The readers, the writer and the parser of filters.
  assert.deepEqual((await client.call('cache.coverage', {})).partitions, []);
  const page = await client.call('records.page', {
    view: { filter: 'level >= warn' },
    order: 'desc',
    start: { at: 'first' },
    limit: 10,
  });
  assert.deepEqual(page.rows, []);
  // kafkajs, from within the bundle: nobody listens on port 1.
  const { ok, steps } = await client.call('connection.test', { connection: { brokers: ['127.0.0.1:1'] } });
  assert.equal(ok, false);
  assert.ok(steps.some((step) => step.step === 'tcp' && step.state === 'failed'));
  client.close();
  electron.app.quit();
  assert.equal(await electron.exited, 0);
});
