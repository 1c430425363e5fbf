// A fake of the few Electron calls that electron/ makes, for where Electron's binary cannot be had. It keeps Electron's
// order of events (ready after the entry has run; will-quit can be prevented; a load runs the preload, then the page) and
// uses Node's real MessageChannel. What it cannot show: that Electron itself is as its documentation says.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

type Handler = (event: object, ...args: unknown[]) => unknown;
type Scheme = { scheme: string; privileges: Record<string, boolean> };
export type MenuItem = { label?: string; role?: string; type?: string; submenu?: MenuItem[]; click?: () => void };
type WindowOptions = Record<string, unknown> & { webPreferences: { preload: string } & Record<string, unknown> };

export type FakeOptions = {
  appPath: string;
  userData: string;
  packaged?: boolean;
  /** another instance holds the lock */
  locked?: boolean;
  languages?: string[];
  dark?: boolean;
  /** what safeStorage says of itself; default: a keyring */
  keyStore?: { available: boolean; backend: string };
};

class FakePortMain extends EventEmitter {
  readonly port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('close', () => this.emit('close'));
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }
  start(): void {
    this.port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }
  close(): void {
    this.port.close();
  }
}

/** What the page's side sees: the messages to its window, the API that the preload exposed. */
export class FakePage {
  readonly ports: MessagePort[] = [];
  readonly exposed: Record<string, unknown> = {};
  readonly renderer = new EventEmitter();
  #waiting: ((port: MessagePort) => void)[] = [];

  receive(message: string, ports: readonly MessagePort[]): void {
    const [port] = ports;
    if (message !== 'tailwater-port' || !port) throw new Error(`the page got ${message} with ${ports.length} ports`);
    const waiting = this.#waiting.shift();
    if (waiting) waiting(port);
    else this.ports.push(port);
  }
  /** The engine's port, when it comes. */
  port(): Promise<MessagePort> {
    const port = this.ports.shift();
    return port ? Promise.resolve(port) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

export class FakeContents extends EventEmitter {
  page = new FakePage();
  url = '';
  loads = 0;
  destroyed = false;
  windowOpenHandler: (() => { action: string }) | undefined;
  readonly #electron: FakeElectron;
  readonly #preload: string;

  constructor(electron: FakeElectron, preload: string) {
    super();
    this.#electron = electron;
    this.#preload = preload;
  }
  get frame() {
    return { url: this.url, parent: null };
  }
  getURL = () => this.url;
  isDestroyed = () => this.destroyed;
  setWindowOpenHandler(handler: () => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  postMessage(channel: string, message: unknown, transfer: FakePortMain[] = []): void {
    this.page.renderer.emit(channel, { ports: transfer.map((one) => one.port) }, message);
  }
  async load(url: string): Promise<Response> {
    const scheme = new URL(url).protocol.slice(0, -1);
    const handler = this.#electron.protocolHandlers.get(scheme);
    if (!handler) throw new Error(`ERR_UNKNOWN_URL_SCHEME ${url}`);
    const response = await handler(new Request(url));
    this.url = url;
    this.page = new FakePage();
    this.#runPreload();
    this.loads += 1;
    return response;
  }
  reload(): void {
    void this.load(this.url);
  }
  /** A link or a script that navigates: whether the shell lets it. */
  navigate(url: string, event = 'will-frame-navigate'): boolean {
    let prevented = false;
    this.emit(event, { url, preventDefault: () => (prevented = true) });
    return !prevented;
  }
  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    return this.#electron.invoke(channel, { sender: this, senderFrame: this.frame }, args);
  }
  destroy(): void {
    this.destroyed = true;
    for (const port of this.page.ports) port.close();
    this.emit('destroyed');
  }

  #runPreload(): void {
    const { page } = this;
    let loaded = () => {};
    const modules: Record<string, unknown> = {
      electron: {
        contextBridge: { exposeInMainWorld: (name: string, api: unknown) => (page.exposed[name] = api) },
        ipcRenderer: {
          on: (channel: string, listener: Handler) => page.renderer.on(channel, listener),
          send: (channel: string, ...args: unknown[]) =>
            this.#electron.ipcMain.emit(channel, { sender: this, senderFrame: this.frame }, ...args),
          invoke: (channel: string, ...args: unknown[]) =>
            this.invoke(channel, ...args).catch((error: unknown) => {
              throw new Error(`Error invoking remote method '${channel}': ${error}`);
            }),
        },
      },
    };
    const window = {
      postMessage: (message: string, _target: string, ports: MessagePort[]) => page.receive(message, ports),
      addEventListener: (_type: string, listener: () => void) => (loaded = listener),
    };
    // As Electron's sandbox does: CommonJS, with a require that knows electron alone.
    const source = readFileSync(this.#preload, 'utf8');
    const require = (name: string) => {
      if (!(name in modules)) throw new Error(`module not found: ${name}`);
      return modules[name];
    };
    new Function('require', 'window', 'module', 'exports', source)(require, window, { exports: {} }, {});
    loaded();
  }
}

export class FakeElectron {
  readonly windows: InstanceType<FakeElectron['BrowserWindow']>[] = [];
  readonly protocolHandlers = new Map<string, (request: Request) => Promise<Response>>();
  readonly schemes: Scheme[] = [];
  readonly ipcHandlers = new Map<string, Handler>();
  readonly calls: string[] = [];
  readonly errorBoxes: [string, string][] = [];
  readonly exited: Promise<number>;
  saveDialog: { canceled: boolean; filePath: string } = { canceled: true, filePath: '' };
  messageBoxResponse = 0;
  /** the system's key, of which a fake cipher makes ciphertext; another one cannot decrypt it */
  systemKey = 'a key';
  menu: MenuItem[] = [];
  permissionCheck: ((contents: unknown, permission: string, origin: string) => boolean) | undefined;
  permissionRequest: ((contents: FakeContents, permission: string, answer: (yes: boolean) => void) => void) | undefined;

  readonly options: FakeOptions;
  readonly ipcMain: EventEmitter & { handle(channel: string, handler: Handler): void };
  readonly BrowserWindow;
  readonly exports: Record<string, unknown>;
  readonly app;
  readonly #exit: (code: number) => void;
  #ready = Promise.withResolvers<void>();
  #isReady = false;

  constructor(options: FakeOptions) {
    this.options = options;
    const exited = Promise.withResolvers<number>();
    this.exited = exited.promise;
    this.#exit = exited.resolve;
    this.ipcMain = Object.assign(new EventEmitter(), {
      handle: (channel: string, handler: Handler) => void this.ipcHandlers.set(channel, handler),
    });
    const fake = this;
    const app = Object.assign(new EventEmitter(), {
      isPackaged: options.packaged ?? false,
      enableSandbox: () => fake.beforeReady('enableSandbox'),
      setAppUserModelId: (id: string) => fake.calls.push(`setAppUserModelId ${id}`),
      requestSingleInstanceLock: () => !options.locked,
      whenReady: () => fake.#ready.promise,
      isReady: () => fake.#isReady,
      getAppPath: () => options.appPath,
      getPath: () => options.userData,
      getVersion: () => '0.1.0',
      getPreferredSystemLanguages: () => {
        if (!fake.#isReady) throw new Error('must be called after ready');
        return options.languages ?? ['en-US'];
      },
      quit: () => setImmediate(() => fake.#quit()),
      exit: (code: number) => fake.#exit(code),
    });
    this.app = app;
    this.BrowserWindow = class extends EventEmitter {
      static getAllWindows = () => fake.windows;
      static fromWebContents = (contents: FakeContents) => fake.windows.find((one) => one.webContents === contents);
      readonly options: WindowOptions;
      readonly webContents: FakeContents;
      readonly calls: string[] = [];
      background: unknown;
      constructor(windowOptions: WindowOptions) {
        super();
        this.options = windowOptions;
        this.background = windowOptions.backgroundColor;
        this.webContents = new FakeContents(fake, windowOptions.webPreferences.preload);
        fake.windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
      async loadURL(url: string): Promise<void> {
        await this.webContents.load(url);
        this.emit('ready-to-show');
      }
      setBackgroundColor(color: string): void {
        this.background = color;
      }
      show = () => this.calls.push('show');
      maximize = () => this.calls.push('maximize');
      focus = () => this.calls.push('focus');
      restore = () => this.calls.push('restore');
      isMinimized = () => true;
      isMaximized = () => false;
      getNormalBounds = () => ({ x: 10, y: 20, width: 900, height: 700 });
      close(): void {
        this.emit('close');
        fake.windows.splice(fake.windows.indexOf(this), 1);
        this.webContents.destroy();
        this.emit('closed');
      }
    };
    this.exports = {
      app,
      BrowserWindow: this.BrowserWindow,
      ipcMain: this.ipcMain,
      Menu: {
        buildFromTemplate: (template: MenuItem[]) => template,
        setApplicationMenu: (menu: MenuItem[]) => (fake.menu = menu),
      },
      MessageChannelMain: class {
        readonly port1: FakePortMain;
        readonly port2: FakePortMain;
        constructor() {
          const { port1, port2 } = new MessageChannel();
          this.port1 = new FakePortMain(port1);
          this.port2 = new FakePortMain(port2);
        }
      },
      dialog: {
        showErrorBox: (title: string, content: string) => fake.errorBoxes.push([title, content]),
        showMessageBox: async (box: { message: string }) => {
          fake.calls.push(`messageBox ${box.message}`);
          return { response: fake.messageBoxResponse };
        },
        showSaveDialog: async (_window: unknown, given: { defaultPath: string }) => {
          fake.calls.push(`saveDialog ${given.defaultPath}`);
          return fake.saveDialog;
        },
      },
      nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: options.dark ?? false }),
      protocol: {
        registerSchemesAsPrivileged: (schemes: Scheme[]) => {
          fake.beforeReady('registerSchemesAsPrivileged');
          fake.schemes.push(...schemes);
        },
        handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
          fake.protocolHandlers.set(scheme, handler),
      },
      // Not secure, and not meant to be: that what the shell writes is what this gave, and nothing in the clear, can be seen.
      safeStorage: {
        isEncryptionAvailable: () => fake.#isReady && (options.keyStore?.available ?? true),
        isAsyncEncryptionAvailable: async () => options.keyStore?.available ?? true,
        getSelectedStorageBackend: () => options.keyStore?.backend ?? 'gnome_libsecret',
        encryptStringAsync: async (text: string) => {
          const cipher = createCipheriv('aes-256-gcm', fake.#key(), Buffer.alloc(12));
          return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
        },
        decryptStringAsync: async (bytes: Buffer) => {
          const decipher = createDecipheriv('aes-256-gcm', fake.#key(), Buffer.alloc(12)).setAuthTag(
            bytes.subarray(-16),
          );
          const result = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
          return { result, shouldReEncrypt: false };
        },
      },
      screen: {
        getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
        getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }),
      },
      session: {
        defaultSession: {
          setPermissionCheckHandler: (handler: typeof fake.permissionCheck) => (fake.permissionCheck = handler),
          setPermissionRequestHandler: (handler: typeof fake.permissionRequest) => (fake.permissionRequest = handler),
          setDevicePermissionHandler: () => fake.calls.push('setDevicePermissionHandler'),
        },
      },
      shell: {
        openPath: async (path: string) => {
          fake.calls.push(`openPath ${path}`);
          return '';
        },
        showItemInFolder: (path: string) => fake.calls.push(`showItemInFolder ${path}`),
      },
    };
  }

  #key(): Buffer {
    return createHash('sha256').update(this.systemKey).digest();
  }

  beforeReady(call: string): void {
    if (this.#isReady) throw new Error(`${call} must be called before the app is ready`);
    this.calls.push(call);
  }

  async invoke(channel: string, event: object, args: unknown[]): Promise<unknown> {
    const handler = this.ipcHandlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }

  /** Runs dist/electron/main.js of the app's folder, as Electron would; ready comes when its module has run. */
  async boot(): Promise<void> {
    const id = ++boots;
    running.set(`fake-electron:${id}`, this);
    const entry = pathToFileURL(`${this.options.appPath}/dist/electron/main.js`);
    await import(`${entry.href}?boot=${id}`);
    this.#isReady = true;
    this.#ready.resolve();
  }

  /** The system asks the app to end, as Ctrl-Q or a shutdown does. */
  #quit(): void {
    for (const window of [...this.windows]) window.close();
    let prevented = false;
    this.app.emit('will-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.#exit(0);
  }
}

let boots = 0;
const running = new Map<string, FakeElectron>();

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    const boot = new URL(context.parentURL ?? '').searchParams.get('boot');
    return { url: `fake-electron:${boot}`, format: 'module', shortCircuit: true };
  },
  load(url, context, next) {
    const fake = running.get(url);
    if (!fake) return next(url, context);
    const names = Object.keys(fake.exports);
    // A module has no access to this file's variables: the fake passes through a global of the test's process.
    Object.defineProperty(globalThis, url, { value: fake.exports, configurable: true });
    const source = `const fake = globalThis[${JSON.stringify(url)}];\n${names.map((name) => `export const ${name} = fake.${name};`).join('\n')}`;
    return { format: 'module', source, shortCircuit: true };
  },
});
