// The only code in the page's process that sees Electron. It hands the engine's port to the page and offers a few calls.
import { contextBridge, ipcRenderer } from 'electron';
import type { Shell } from '../main/contract/shell.ts';
import {
  CHOOSE_EXPORT_FILE,
  FORGET_SECRETS,
  KEEP_SECRETS,
  KEEPS_SECRETS,
  PORT_CHANNEL,
  RECALL_SECRETS,
  REVEAL_FILE,
} from './channels.ts';

// The page's window, as far as this file needs it: this configuration has Node's types, not the DOM's.
declare const window: {
  postMessage(message: string, target: string, transfer: readonly unknown[]): void;
  addEventListener(type: 'DOMContentLoaded', listener: () => void, options: { once: true }): void;
};

const shell: Shell = {
  chooseExportFile: (defaultPath) => ipcRenderer.invoke(CHOOSE_EXPORT_FILE, defaultPath),
  revealFile: (path) => ipcRenderer.invoke(REVEAL_FILE, path),
  keepsSecrets: () => ipcRenderer.invoke(KEEPS_SECRETS),
  keepSecrets: (profileId, secrets) => ipcRenderer.invoke(KEEP_SECRETS, profileId, secrets),
  recallSecrets: (profileId) => ipcRenderer.invoke(RECALL_SECRETS, profileId),
  forgetSecrets: (profileId) => ipcRenderer.invoke(FORGET_SECRETS, profileId),
};
contextBridge.exposeInMainWorld('tailwater', shell);

// A port cannot pass the context bridge; a message to the own window carries it over. To this origin alone in effect: the
// shell lets no other page load.
ipcRenderer.on(PORT_CHANNEL, (event) => window.postMessage(PORT_CHANNEL, '*', event.ports));
// By then the page's scripts have run, and it listens.
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send(PORT_CHANNEL), { once: true });
