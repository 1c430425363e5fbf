// The standard menus of each system. Roles bring the accelerators and the behaviour that people know.
import { type MenuItemConstructorOptions, shell } from 'electron';
import type { ShellTexts } from './texts.ts';

type Item = MenuItemConstructorOptions;
const SEPARATOR: Item = { type: 'separator' };

export function menuTemplate(texts: ShellTexts, platform: NodeJS.Platform, cacheFolder: string): Item[] {
  const mac = platform === 'darwin';
  const openCacheFolder: Item = {
    label: texts.openCacheFolder,
    click: () => {
      void shell.openPath(cacheFolder).then((problem) => {
        if (problem !== '') console.error(`${cacheFolder} cannot be opened: ${problem}`);
      });
    },
  };
  const quit: Item = { role: 'quit', label: texts.quit };
  const about: Item = { role: 'about', label: texts.about };

  const app: Item = {
    label: 'Tailwater',
    submenu: [
      about,
      SEPARATOR,
      { role: 'services', label: texts.services },
      SEPARATOR,
      { role: 'hide', label: texts.hide },
      { role: 'hideOthers', label: texts.hideOthers },
      { role: 'unhide', label: texts.showAll },
      SEPARATOR,
      quit,
    ],
  };
  const file: Item = {
    label: texts.file,
    submenu: mac
      ? [openCacheFolder, SEPARATOR, { role: 'close', label: texts.close }]
      : [openCacheFolder, SEPARATOR, quit],
  };
  const edit: Item = {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      SEPARATOR,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
    ],
  };
  const view: Item = {
    label: texts.view,
    submenu: [
      { role: 'reload', label: texts.reload },
      { role: 'toggleDevTools', label: texts.developerTools },
      SEPARATOR,
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      SEPARATOR,
      { role: 'togglefullscreen', label: texts.fullScreen },
    ],
  };
  const window: Item = {
    role: 'windowMenu',
    label: texts.window,
    submenu: mac
      ? [
          { role: 'minimize', label: texts.minimize },
          { role: 'zoom', label: texts.zoom },
          SEPARATOR,
          { role: 'front', label: texts.front },
        ]
      : [
          { role: 'minimize', label: texts.minimize },
          { role: 'close', label: texts.close },
        ],
  };
  const help: Item = { role: 'help', label: texts.help, submenu: [about] };
  return mac ? [app, file, edit, view, window] : [file, edit, view, window, help];
}
