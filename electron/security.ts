// What a page may not do: ask for permissions, open windows, leave app://tailwater, embed another page.
import { app, dialog, type Session, type WebContents, type WebFrameMain } from 'electron';
import type { ShellTexts } from './texts.ts';

export const ORIGIN = 'app://tailwater';
/** Two crashes within this time are not met with another reload. */
const CRASH_LOOP_MS = 60_000;
/** Copying a record or a filter, when the person asks for it; and showing that an alert fired. */
const ALLOWED = ['clipboard-sanitized-write', 'notifications'];

/** Whether a URL is one of ours. Not by URL.origin: it is "null" for schemes that Node does not know. */
export function isOurUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && `${parsed.protocol}//${parsed.host}` === ORIGIN;
}

/** The page itself, not a frame within it; null: it has gone meanwhile. */
export function isOurFrame(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOurUrl(frame.url);
}

export function guardSession(session: Session): void {
  session.setPermissionCheckHandler((_, permission, origin) => ALLOWED.includes(permission) && isOurUrl(origin));
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(ALLOWED.includes(permission) && isOurUrl(contents.getURL())),
  );
  session.setDevicePermissionHandler(() => false);
}

export function guardPages(texts: ShellTexts): void {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-frame-navigate', (event) => {
      if (!isOurUrl(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOurUrl(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    recoverFromCrashes(contents, texts);
  });
}

/** The engine lives in another process and goes on; the page only has to be loaded again. */
function recoverFromCrashes(contents: WebContents, texts: ShellTexts): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  contents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    console.error(`The page's process ended: ${reason} (${exitCode})`);
    const looping = Date.now() - lastCrash < CRASH_LOOP_MS;
    lastCrash = Date.now();
    if (!looping) {
      // In a later turn: the process is still being cleaned up.
      setImmediate(() => {
        if (!contents.isDestroyed()) contents.reload();
      });
      return;
    }
    void dialog
      .showMessageBox({
        type: 'error',
        message: texts.pageCrashed,
        detail: texts.pageCrashedDetail(reason),
        buttons: [texts.loadAgain, texts.quit],
        defaultId: 0,
        cancelId: 0,
      })
      .then(({ response }) => {
        if (response === 1) app.quit();
        else if (!contents.isDestroyed()) contents.reload();
      });
  });
}
