// One port straight to the page: after this, no message between page and engine passes through the shell's own code.
import { ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { Port } from '../main/contract/port.ts';
import type { Served } from '../main/contract/server.ts';
import { PORT_CHANNEL } from './channels.ts';
import type { ShellEngine } from './engine.ts';
import { isOurFrame } from './security.ts';

type Page = { served: Served | undefined };

/** A page asks for its port each time it is loaded, so a reload connects again; the port before it is closed. */
export function handOutPorts(engine: Promise<ShellEngine>): void {
  const pages = new Map<WebContents, Page>();

  ipcMain.on(PORT_CHANNEL, (event) => {
    if (!isOurFrame(event.senderFrame)) return;
    const { sender } = event;
    if (!pages.has(sender))
      sender.once('destroyed', () => {
        pages.get(sender)?.served?.close();
        pages.delete(sender);
      });
    pages.get(sender)?.served?.close();
    const page: Page = { served: undefined };
    pages.set(sender, page);
    engine.then(
      ({ serve }) => {
        // Loaded again, or gone, while the engine opened.
        if (pages.get(sender) !== page) return;
        const { port1, port2 } = new MessageChannelMain();
        page.served = serve(asPort(port1));
        sender.postMessage(PORT_CHANNEL, null, [port2]);
      },
      // main.ts says why the engine did not open, and ends the app.
      () => {},
    );
  });
}

/** Electron's port has Node's `on` where the DOM's has `addEventListener`. */
export function asPort(port: MessagePortMain): Port {
  return {
    postMessage: (message) => port.postMessage(message),
    addEventListener(type, listener) {
      if (type === 'message') port.on('message', listener);
      else port.on('close', () => listener({}));
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}
