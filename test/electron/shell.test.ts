// The shell's own bundle, booted on a fake Electron with the real engine, a real cache and the real page's files.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { build } from '../../build/build.ts';
import { createClient } from '../../main/contract/client.ts';
import type { Client } from '../../main/contract/methods.ts';
import { portTransport } from '../../main/contract/port.ts';
import type { Shell } from '../../main/contract/shell.ts';
import { type FakeContents, FakeElectron, type FakeOptions, type MenuItem } from './fake-electron.ts';

const root = join(import.meta.dirname, '..', '..');
let appPath: string;

before(async () => {
  appPath = await mkdtemp(join(tmpdir(), 'tailwater-shell-'));
  await writeFile(join(appPath, 'package.json'), '{"type":"module"}');
  await symlink(join(root, 'node_modules'), join(appPath, 'node_modules'), 'junction');
  await build(['main', 'electron'], join(appPath, 'dist'));
  await mkdir(join(appPath, 'dist', 'renderer', 'assets'), { recursive: true });
  await writeFile(join(appPath, 'dist', 'renderer', 'index.html'), '<!doctype html><title>Tailwater</title>');
  await writeFile(join(appPath, 'dist', 'renderer', 'assets', 'index-BkX3d9aZ.js'), 'export {};');
});
after(async () => {
  for (const folder of [appPath, ...users]) await rm(folder, { recursive: true, force: true });
});

const users: string[] = [];
async function newUser(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-user-'));
  users.push(folder);
  return folder;
}

async function boot(t: TestContext, options: Partial<FakeOptions> = {}): Promise<FakeElectron> {
  const fake = new FakeElectron({ appPath, userData: await newUser(), ...options });
  t.after(async () => {
    fake.app.quit();
    await fake.exited;
  });
  await fake.boot();
  return fake;
}

async function contents(fake: FakeElectron): Promise<FakeContents> {
  await until(() => fake.windows[0]?.webContents.loads === 1);
  const [window] = fake.windows;
  if (!window) throw new Error('no window');
  return window.webContents;
}

async function connect(page: FakeContents): Promise<Client> {
  const port = await page.page.port();
  return createClient(portTransport(port), { checkOutputs: true });
}

test('the window is safe, and the contract works over the port that its page gets', async (t) => {
  const fake = await boot(t);
  const page = await contents(fake);
  const options = fake.windows[0]?.options;
  const { preload, ...safe } = options?.webPreferences ?? { preload: '' };
  assert.equal(preload, join(appPath, 'dist', 'electron', 'preload.cjs'));
  assert.deepEqual(safe, {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
  });
  assert.deepEqual([options?.show, options?.backgroundColor], [false, '#f6f7f9']);
  assert.equal(page.url, 'app://tailwater/');
  assert.ok(fake.calls.includes('enableSandbox'));
  await until(() => fake.windows[0]?.calls.includes('show') === true);

  const client = await connect(page);
  const info = await client.call('app.info', {});
  assert.deepEqual([info.host, info.version, info.readOnly], ['electron', '0.1.0', false]);
  assert.equal(info.cacheFolder, join(fake.options.userData, 'tailwater-cache'));
  const tick = Promise.withResolvers<number>();
  client.watch('cache.tick', (value) => tick.resolve(value.newestRow));
  assert.equal(await tick.promise, 0);
  client.close();
});

test('a page that is loaded again gets a new port, and the old one is closed', async (t) => {
  const fake = await boot(t);
  const page = await contents(fake);
  const first = await connect(page);
  await first.call('app.info', {});
  page.reload();
  assert.match(await first.closed, /./);
  const second = await connect(page);
  await second.call('app.info', {});
  second.close();
});

test('a page of anybody else gets no port and no dialog', async (t) => {
  const fake = await boot(t);
  const page = await contents(fake);
  (await connect(page)).close();
  page.url = 'https://evil.example/';
  fake.ipcMain.emit('tailwater-port', { sender: page, senderFrame: page.frame });
  fake.ipcMain.emit('tailwater-port', { sender: page, senderFrame: null });
  fake.ipcMain.emit('tailwater-port', { sender: page, senderFrame: { url: 'app://tailwater/', parent: {} } });
  await assert.rejects(page.invoke('tailwater-choose-export-file', '/tmp/a.csv'), /Only the app itself/);
  assert.equal(page.page.ports.length, 0);
});

test('the scheme serves the page under its policy and nothing beside it', async (t) => {
  const fake = await boot(t);
  const privileges = fake.schemes.find((one) => one.scheme === 'app')?.privileges;
  assert.deepEqual(privileges, { standard: true, secure: true, supportFetchAPI: true, codeCache: true });
  await contents(fake);
  const get = async (url: string, method = 'GET') => {
    const answer = await fake.protocolHandlers.get('app')?.(new Request(url, { method }));
    if (!answer) throw new Error('no handler');
    return answer;
  };
  const index = await get('app://tailwater/');
  assert.equal(index.status, 200);
  assert.match(await index.text(), /Tailwater/);
  assert.match(index.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
  assert.equal(
    (await get('app://tailwater/assets/index-BkX3d9aZ.js')).headers.get('content-type'),
    'text/javascript; charset=utf-8',
  );
  for (const url of [
    'app://tailwater/%2e%2e/package.json',
    'app://tailwater/..%2f..%2fpackage.json',
    'app://tailwater/../../package.json',
    'app://tailwater/assets/..%5c..%5c..%5cpackage.json',
    'app://elsewhere/',
    'app://tailwater.evil/',
  ])
    assert.equal((await get(url)).status, 404, url);
  assert.equal((await get('app://tailwater/', 'POST')).status, 405);
});

test('no permission, window, navigation or frame is granted but copying and notifications', async (t) => {
  const fake = await boot(t);
  const page = await contents(fake);
  const ask = (permission: string, url = page.url) =>
    new Promise<boolean>((resolve) => {
      page.url = url;
      fake.permissionRequest?.(page, permission, resolve);
    });
  for (const permission of ['media', 'geolocation', 'clipboard-read', 'openExternal', 'fileSystem']) {
    assert.equal(await ask(permission), false, permission);
    assert.equal(fake.permissionCheck?.(page, permission, 'app://tailwater/'), false, permission);
  }
  for (const permission of ['clipboard-sanitized-write', 'notifications']) {
    assert.equal(await ask(permission, 'app://tailwater/'), true);
    assert.equal(await ask(permission, 'https://evil.example/'), false);
    assert.equal(fake.permissionCheck?.(null, permission, 'app://tailwater/'), true);
    assert.equal(fake.permissionCheck?.(null, permission, 'https://evil.example/'), false);
  }
  page.url = 'app://tailwater/';
  assert.equal(page.windowOpenHandler?.().action, 'deny');
  assert.equal(page.navigate('app://tailwater/#logs'), true);
  for (const url of [
    'https://evil.example/',
    'file:///etc/passwd',
    'app://elsewhere/',
    'javascript:alert(1)',
    'data:text/html,x',
  ])
    for (const event of ['will-frame-navigate', 'will-redirect']) assert.equal(page.navigate(url, event), false, url);
  assert.equal(page.navigate('app://tailwater/', 'will-attach-webview'), false);
});

test('the page may ask where to save, and to see a file; what it sends is checked', async (t) => {
  const fake = await boot(t);
  const page = await contents(fake);
  const shell = page.page.exposed.tailwater;
  assert.ok(isShell(shell));
  assert.equal(await shell.chooseExportFile('/exports/logs.csv'), null);
  fake.saveDialog = { canceled: false, filePath: '/exports/other.csv' };
  assert.equal(await shell.chooseExportFile('/exports/logs.csv'), '/exports/other.csv');
  assert.ok(fake.calls.includes('saveDialog /exports/logs.csv'));
  for (const path of ['logs.csv', '', 7, null, '/a\0b', `/${'x'.repeat(5000)}`])
    await assert.rejects(page.invoke('tailwater-choose-export-file', path), /absolute path/);
  await shell.revealFile(appPath);
  assert.ok(fake.calls.includes(`showItemInFolder ${appPath}`));
  await assert.rejects(shell.revealFile(join(appPath, 'gone.csv')), /not there any more/);
});

test("secrets are kept in the system's key store: only ciphertext is on disk, and they are forgotten on demand", async (t) => {
  const userData = await newUser();
  const fake = await boot(t, { userData });
  const page = await contents(fake);
  const shell = page.page.exposed.tailwater;
  assert.ok(isShell(shell));
  assert.equal(await shell.keepsSecrets(), true);
  assert.equal(await shell.recallSecrets('p1'), null);
  const secrets = { password: 'hunter2', key: '-----BEGIN PRIVATE KEY-----' };
  await Promise.all([shell.keepSecrets('p1', secrets), shell.keepSecrets('p2', { clientSecret: 'other-secret' })]);
  assert.deepEqual(await shell.recallSecrets('p1'), secrets);
  const file = join(userData, 'secrets.json');
  const stored = await readFile(file, 'utf8');
  assert.deepEqual(Object.keys(JSON.parse(stored)).sort(), ['p1', 'p2']);
  for (const one of ['hunter2', 'PRIVATE', 'other-secret']) {
    assert.ok(!stored.includes(one));
    assert.ok(!stored.includes(Buffer.from(one).toString('base64').slice(0, -4)));
  }
  assert.equal((await stat(file)).mode & 0o077, 0, 'for nobody else to read');
  await shell.forgetSecrets('p1');
  assert.equal(await shell.recallSecrets('p1'), null);
  assert.deepEqual(Object.keys(JSON.parse(await readFile(file, 'utf8'))), ['p2']);
  assert.deepEqual(await shell.recallSecrets('p2'), { clientSecret: 'other-secret' });

  fake.systemKey = 'another key';
  t.mock.method(console, 'error', () => {});
  assert.equal(await shell.recallSecrets('p2'), null);
});

test('what the page sends of secrets is checked, and no other page may ask', async (t) => {
  const fake = await boot(t);
  const page = await contents(fake);
  for (const id of ['', 7, null, 'x'.repeat(101)])
    await assert.rejects(page.invoke('tailwater-keep-secrets', id, { password: 'hunter2' }), /./);
  for (const given of [null, 'hunter2', { password: 7 }, { password: 'x'.repeat(300_000) }])
    await assert.rejects(page.invoke('tailwater-keep-secrets', 'p1', given), (error: Error) => {
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  page.url = 'https://evil.example/';
  for (const call of ['keeps', 'keep', 'recall', 'forget'])
    await assert.rejects(page.invoke(`tailwater-${call}-secrets`, 'p1', {}), /Only the app itself/);
});

test('a file of secrets that a power cut emptied keeps nothing, and the next ones can be kept', async (t) => {
  const userData = await newUser();
  await writeFile(join(userData, 'secrets.json'), '');
  const fake = await boot(t, { userData });
  const page = await contents(fake);
  const shell = page.page.exposed.tailwater;
  assert.ok(isShell(shell));
  t.mock.method(console, 'error', () => {});
  assert.equal(await shell.recallSecrets('p1'), null);
  await shell.keepSecrets('p1', { password: 'hunter2' });
  assert.deepEqual(await shell.recallSecrets('p1'), { password: 'hunter2' });
});

for (const keyStore of [
  { available: false, backend: 'gnome_libsecret' },
  ...(process.platform === 'linux' ? [{ available: true, backend: 'basic_text' }] : []),
])
  test(`a system without a key store (${JSON.stringify(keyStore)}) keeps nothing`, async (t) => {
    const userData = await newUser();
    const fake = await boot(t, { userData, keyStore });
    const page = await contents(fake);
    const shell = page.page.exposed.tailwater;
    assert.ok(isShell(shell));
    assert.equal(await shell.keepsSecrets(), false);
    await assert.rejects(shell.keepSecrets('p1', { password: 'hunter2' }), /^Error: This system has no key store/);
    assert.equal(await shell.recallSecrets('p1'), null);
    await assert.rejects(stat(join(userData, 'secrets.json')), /ENOENT/);
  });

test('quitting closes the engine, so that the cache can be opened again; the window comes back where it was', async (t) => {
  const userData = await newUser();
  const fake = await boot(t, { userData });
  const client = await connect(await contents(fake));
  await client.call('app.info', {});
  fake.windows[0]?.close();
  fake.app.emit('window-all-closed');
  assert.equal(await fake.exited, 0);
  assert.match(await client.closed, /./);
  assert.match(await readFile(join(userData, 'window.json'), 'utf8'), /"width":900/);

  const again = await boot(t, { userData });
  const page = await contents(again);
  const second = await connect(page);
  assert.equal((await second.call('app.info', {})).readOnly, false);
  assert.deepEqual([again.windows[0]?.options.x, again.windows[0]?.options.width], [10, 900]);
  second.close();
});

test('a cache that another process fills is opened for reading', async (t) => {
  const first = await boot(t);
  const writer = await connect(await contents(first));
  await writer.call('app.info', {});
  const second = await boot(t, { userData: first.options.userData });
  const reader = await connect(await contents(second));
  assert.equal((await reader.call('app.info', {})).readOnly, true);
  reader.close();
  writer.close();
});

test('a cache that cannot be opened is told in words, and the app ends', async (t) => {
  const userData = await newUser();
  await writeFile(join(userData, 'tailwater-cache'), 'a file, not a folder');
  const fake = await boot(t, { userData, languages: ['ko-KR'] });
  assert.equal(await fake.exited, 1);
  assert.equal(fake.errorBoxes[0]?.[0], 'Tailwater가 캐시를 열 수 없습니다');
  assert.doesNotMatch(fake.errorBoxes[0]?.[1] ?? '', /fault in Tailwater/);
});

test('a second start ends at once, and the first shows its window', async (t) => {
  const locked = await boot(t, { locked: true });
  assert.equal(await locked.exited, 0);
  assert.equal(locked.windows.length, 0);
  const fake = await boot(t);
  await contents(fake);
  fake.app.emit('second-instance');
  assert.deepEqual(fake.windows[0]?.calls.slice(-2), ['restore', 'focus']);
  assert.equal(fake.windows.length, 1);
});

test("the page's process may crash once; the second time within a minute a person decides", async (t) => {
  const fake = await boot(t);
  const page = await contents(fake);
  page.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
  await until(() => page.loads === 2);
  (await connect(page)).close();
  fake.messageBoxResponse = 1;
  page.emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 });
  assert.equal(await fake.exited, 0);
  assert.ok(fake.calls.some((call) => call.startsWith('messageBox The window has crashed twice')));
});

test('the menus are those of the system, in English and Korean', async (t) => {
  const fake = await boot(t, { languages: ['de-DE', 'ko-KR', 'en-US'], dark: true });
  await contents(fake);
  assert.equal(fake.windows[0]?.background, '#0f141a');
  const roles = (items: MenuItem[]): string[] =>
    items.flatMap((item) => [item.role ?? '', ...roles(item.submenu ?? [])]);
  for (const role of ['undo', 'copy', 'paste', 'selectAll', 'reload', 'zoomIn', 'togglefullscreen', 'minimize', 'quit'])
    assert.ok(roles(fake.menu).includes(role), role);
  const top = fake.menu.map((item) => item.label);
  assert.deepEqual(
    top,
    process.platform === 'darwin'
      ? ['Tailwater', '파일', '편집', '보기', '창']
      : ['파일', '편집', '보기', '창', '도움말'],
  );
  fake.menu
    .flatMap((item) => item.submenu ?? [])
    .find((item) => item.label === '캐시 폴더 열기')
    ?.click?.();
  assert.ok(fake.calls.includes(`openPath ${join(fake.options.userData, 'tailwater-cache')}`));
});

function isShell(value: unknown): value is Shell {
  return typeof value === 'object' && value !== null && 'chooseExportFile' in value && 'revealFile' in value;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
