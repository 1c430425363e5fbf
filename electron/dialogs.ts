// The two things that a page cannot do by itself, for our page alone, with what it sends checked.
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain, shell } from 'electron';
import { CHOOSE_EXPORT_FILE, REVEAL_FILE } from './channels.ts';
import { isOurFrame } from './security.ts';

const MAX_PATH_CHARS = 4096;

export function handleDialogs(): void {
  ipcMain.handle(CHOOSE_EXPORT_FILE, async (event, defaultPath: unknown) => {
    const path = checkPath(event, defaultPath);
    const window = BrowserWindow.fromWebContents(event.sender);
    const options = {
      defaultPath: path,
      properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
    };
    const chosen = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
    return chosen.canceled ? null : chosen.filePath;
  });
  ipcMain.handle(REVEAL_FILE, async (event, given: unknown) => {
    const path = checkPath(event, given);
    await stat(path).catch(() => {
      throw new Error(`${path} is not there any more.`);
    });
    shell.showItemInFolder(path);
  });
}

function checkPath(event: IpcMainInvokeEvent, path: unknown): string {
  if (!isOurFrame(event.senderFrame)) throw new Error('Only the app itself may ask for this.');
  if (typeof path !== 'string' || path.length > MAX_PATH_CHARS || path.includes('\0') || !isAbsolute(path))
    throw new TypeError('A path must be an absolute path.');
  return path;
}
