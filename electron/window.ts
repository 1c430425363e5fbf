// The window: safe options, where it was last time, no flash of white.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { ORIGIN } from './security.ts';
import { fitWindow, parseWindowState, type WindowState } from './window-state.ts';

/** `--ground` of renderer/ui/tokens.css: what is seen until the page has painted. */
const GROUND = { light: '#f6f7f9', dark: '#0f141a' };

export function openWindow(appPath: string, stateFolder: string): BrowserWindow {
  const stateFile = join(stateFolder, 'window.json');
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const state = fitWindow(readState(stateFile), workAreas, screen.getPrimaryDisplay().workArea);
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: 800,
    minHeight: 500,
    // Shown when the page has painted.
    show: false,
    backgroundColor: ground(),
    title: 'Tailwater',
    webPreferences: {
      preload: join(appPath, 'dist', 'electron', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
    },
  });
  const followTheme = () => window.setBackgroundColor(ground());
  nativeTheme.on('updated', followTheme);
  window.once('ready-to-show', () => {
    // Not earlier: it shows the window too.
    if (state.maximized) window.maximize();
    window.show();
  });
  window.on('close', () =>
    writeState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  window.once('closed', () => nativeTheme.off('updated', followTheme));
  window.loadURL(`${ORIGIN}/`).catch((error: unknown) => console.error('The page did not load:', error));
  return window;
}

function ground(): string {
  return nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light;
}

function readState(file: string): WindowState | undefined {
  try {
    return parseWindowState(readFileSync(file, 'utf8'));
  } catch {
    // The first start: there is no file yet.
    return undefined;
  }
}

function writeState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch (error) {
    // Not worth a question to someone who closes the window.
    console.error('The place of the window is not remembered:', error);
  }
}
