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

/** Electron puts the channel's name before a handler's words; a person needs the words alone. */
const ask = (channel: string, ...given: unknown[]) =>
  ipcRenderer.invoke(channel, ...given).catch((error: Error) => {
    throw new Error(error.message.replace(/^Error invoking remote method '[^']*': (\w*Error: )?/, ''));
  });
const shell: Shell = {
  chooseExportFile: (defaultPath) => ask(CHOOSE_EXPORT_FILE, defaultPath),
  revealFile: (path) => ask(REVEAL_FILE, path),
  keepsSecrets: () => ask(KEEPS_SECRETS),
  keepSecrets: (profileId, secrets) => ask(KEEP_SECRETS, profileId, secrets),
  recallSecrets: (profileId) => ask(RECALL_SECRETS, profileId),
  forgetSecrets: (profileId) => ask(FORGET_SECRETS, profileId),
};
contextBridge.exposeInMainWorld('tailwater', shell);

// A port cannot pass the context bridge; a message to the own window carries it over. To this origin alone in effect: the
// shell lets no other page load.
ipcRenderer.on(PORT_CHANNEL, (event) => window.postMessage(PORT_CHANNEL, '*', event.ports));
// By then the page's scripts have run, and it listens.
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send(PORT_CHANNEL), { once: true });
