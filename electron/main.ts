// The shell's life: one instance, one engine, one window; the engine is closed before the process ends.
import { join } from 'node:path';
import { app, BrowserWindow, dialog, Menu, session } from 'electron';
import { handleDialogs } from './dialogs.ts';
import { openShellEngine, type ShellEngine } from './engine.ts';
import { menuTemplate } from './menu.ts';
import { handOutPorts } from './port.ts';
import { registerScheme, serveScheme } from './protocol.ts';
import { handleSecrets } from './secrets.ts';
import { guardPages, guardSession } from './security.ts';
import { shellTexts } from './texts.ts';
import { openWindow } from './window.ts';

/** Longer than the engine needs to store what it has in hand; a broker that hangs must not keep the app from ending. */
const CLOSE_LIMIT_MS = 10_000;

let engine: Promise<ShellEngine> | undefined;
let state: 'running' | 'closing' | 'closed' = 'running';

// These must come before `ready`, which Electron does not emit until this module has run. So nothing here may await it.
app.enableSandbox();
registerScheme();
app.setAppUserModelId('dev.tailwater.app');
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

app.on('second-instance', showWindow);
app.on('activate', showWindow);
app.on('window-all-closed', () => {
  // On a Mac an app without a window goes on; this one goes on collecting.
  if (process.platform !== 'darwin') app.quit();
});
app.on('will-quit', (event) => {
  if (state === 'closed' || !engine) return;
  event.preventDefault();
  if (state === 'closing') return;
  state = 'closing';
  void within(CLOSE_LIMIT_MS, closeEngine(engine)).then(() => {
    state = 'closed';
    app.quit();
  });
});

async function start(): Promise<void> {
  const texts = shellTexts(app.getPreferredSystemLanguages());
  const appPath = app.getAppPath();
  // A checkout that is run by hand or by the demo may name its cache and the session to open; a package takes no such hints.
  const hints = app.isPackaged ? {} : process.env;
  const cacheFolder = hints.TAILWATER_CACHE || join(app.getPath('userData'), 'tailwater-cache');
  engine = openShellEngine({ appPath, cacheFolder, version: app.getVersion(), session: hints.TAILWATER_SESSION });
  guardSession(session.defaultSession);
  guardPages(texts);
  serveScheme(join(appPath, 'dist', 'renderer'));
  handOutPorts(engine);
  handleDialogs();
  handleSecrets(join(app.getPath('userData'), 'secrets.json'));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(texts, process.platform, cacheFolder)));
  showWindow();
  try {
    await engine;
  } catch (error) {
    // Without an engine there is nothing to see: say why, and end.
    dialog.showErrorBox(texts.cannotOpen, error instanceof Error ? error.message : String(error));
    app.exit(1);
  }
}

function showWindow(): void {
  if (!engine || state !== 'running') return;
  const [open] = BrowserWindow.getAllWindows();
  if (!open) openWindow(app.getAppPath(), app.getPath('userData'));
  else {
    if (open.isMinimized()) open.restore();
    open.focus();
  }
}

async function closeEngine(opening: Promise<ShellEngine>): Promise<void> {
  // Where it did not open, start() has said so.
  const opened = await opening.catch(() => undefined);
  try {
    await opened?.close();
  } catch (error) {
    console.error('Closing the engine failed:', error);
  }
}

function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      console.error(`The engine did not close within ${limitMs} ms; what was fetched but not stored is fetched again.`);
      resolve();
    }, limitMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
