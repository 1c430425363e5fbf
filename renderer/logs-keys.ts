// The keys of the logs view, and the list of them for the help.
import type { RefObject } from 'react';
import { leaveAround } from './records/around-bar.tsx';
import type { TableHandle } from './records/records-table.tsx';
import type { RecordActs } from './records/use-record-acts.ts';
import type { Travel } from './records/use-travel.ts';
import { chosen } from './state/chosen.ts';
import { openDialog } from './state/dialog.ts';
import { nextComparison, toggleLog, toggleRows } from './state/drawn.ts';
import { toggleLive } from './state/follow.ts';
import { place } from './state/place.ts';
import { selection } from './state/selection.ts';
import { changeSettings, settings } from './state/settings.ts';
import { canZoomOut, zoomOut, zoomTo } from './state/zoom.ts';
import { type Keys, MOD, useKeys, useModKey } from './ui/keys.ts';
import type { Text } from './ui/text.ts';

export function useLogsKeys(
  travel: Travel,
  table: RefObject<TableHandle | null>,
  acts: RecordActs,
  act: {
    focusFilter: () => void;
    find: () => void;
    /** forward: down the list */
    match: (forward: boolean) => void;
    jump: () => void;
    zoom: (factor: number) => void;
    pan: (share: number) => void;
  },
): void {
  const page = () => Math.max(1, (table.current?.fits ?? 2) - 1);
  const toRank = (rank: number) => travel.go({ to: 'rank', rank, near: true });
  const { choosing } = acts;
  const menu = () => {
    const rank = selection.get()?.rank;
    const at = rank == null ? undefined : table.current?.menuAt(rank);
    if (at) acts.openMenu(at);
    else travel.step(0);
  };
  const keys: Keys = [
    [['J', 'Shift+ArrowDown'], () => choosing.extend(1)],
    [['K', 'Shift+ArrowUp'], () => choosing.extend(-1)],
    [['Shift+PageDown'], () => choosing.extend(page())],
    [['Shift+PageUp'], () => choosing.extend(-page())],
    [['Shift+Home'], () => choosing.extend(-1, true)],
    [['Shift+End'], () => choosing.extend(1, true)],
    [['Mod+a'], () => (document.activeElement?.closest('.detail') ? false : choosing.all())],
    // What is marked with the mouse is copied by the browser.
    [['Mod+c'], () => (getSelection()?.isCollapsed === false ? false : acts.copy('text'))],
    [['m', 'ContextMenu', 'Shift+F10'], menu],
    [['b'], acts.bookmark],
    [['B'], () => openDialog({ kind: 'bookmarks' })],
    [['s'], acts.around],
    [['w'], () => changeSettings({ wrap: !settings.get().wrap })],
    [['j', 'ArrowDown'], () => travel.step(1)],
    [['k', 'ArrowUp'], () => travel.step(-1)],
    [['PageDown'], () => travel.step(page())],
    [['PageUp'], () => travel.step(-page())],
    [['g', 'Home'], () => toRank(0)],
    [['G', 'End'], () => travel.go({ to: 'end' })],
    // A selected record is shown whole already.
    [['Enter'], () => (selection.get() ? undefined : travel.step(0))],
    [['Escape'], back],
    [['e'], () => travel.go({ to: 'error', forward: true })],
    [['E'], () => travel.go({ to: 'error', forward: false })],
    [['n'], () => act.match(true)],
    [['N'], () => act.match(false)],
    [['f'], toggleLive],
    [['W'], () => openDialog({ kind: 'watch' })],
    [['t'], act.jump],
    [['+', '='], () => act.zoom(0.5)],
    [['-'], () => act.zoom(2)],
    [['l'], toggleLog],
    [['r'], toggleRows],
    [['c'], nextComparison],
    [['0'], () => (place.get().range.kind === 'all' ? undefined : zoomTo(null, null))],
    [['ArrowLeft'], () => act.pan(-0.1)],
    [['ArrowRight'], () => act.pan(0.1)],
    [['/'], act.focusFilter],
    [['?'], () => openDialog({ kind: 'keys' })],
  ];
  useKeys(keys);
  useModKey('f', act.find);
}

function back(): void {
  if (chosen.get()) chosen.set(null);
  else if (leaveAround()) return;
  else if (selection.get()) selection.set(null);
  else if (canZoomOut()) zoomOut();
}

/** For the help: what to press (nothing: it is done with the mouse), and the message that says what it does. */
export const KEY_LIST: {
  group: keyof Text['logs']['keys']['groups'];
  keys: { press: string[]; does: Exclude<keyof Text['logs']['keys'], 'title' | 'groups'> }[];
}[] = [
  {
    group: 'records',
    keys: [
      { press: ['j', '↓'], does: 'next' },
      { press: ['k', '↑'], does: 'previous' },
      { press: ['Page Down', 'Page Up'], does: 'page' },
      { press: ['g', 'Home'], does: 'first' },
      { press: ['G', 'End'], does: 'last' },
      { press: ['Enter'], does: 'detail' },
      { press: ['e'], does: 'nextError' },
      { press: ['E'], does: 'previousError' },
      { press: ['n'], does: 'nextMatch' },
      { press: ['N'], does: 'previousMatch' },
    ],
  },
  {
    group: 'several',
    keys: [
      { press: ['Shift', '↓', '↑'], does: 'extend' },
      { press: [], does: 'choose' },
      { press: [MOD, 'A'], does: 'all' },
      { press: [MOD, 'C'], does: 'copy' },
    ],
  },
  {
    group: 'record',
    keys: [
      { press: ['m'], does: 'menu' },
      { press: ['b'], does: 'bookmark' },
      { press: ['B'], does: 'bookmarks' },
      { press: ['s'], does: 'around' },
      { press: ['w'], does: 'wrap' },
    ],
  },
  {
    group: 'time',
    keys: [
      { press: ['f'], does: 'follow' },
      { press: ['W'], does: 'watch' },
      { press: ['t'], does: 'jump' },
      { press: ['+', '-'], does: 'zoom' },
      { press: ['←', '→'], does: 'pan' },
      { press: ['0'], does: 'allTime' },
      { press: ['l'], does: 'log' },
      { press: ['r'], does: 'rows' },
      { press: ['c'], does: 'compare' },
      { press: [], does: 'wheel' },
      { press: [], does: 'drag' },
      { press: ['Esc'], does: 'back' },
    ],
  },
  {
    group: 'filter',
    keys: [
      { press: ['/'], does: 'filter' },
      { press: ['Enter'], does: 'apply' },
      { press: ['↓', 'Ctrl Space'], does: 'complete' },
      { press: ['↑'], does: 'recall' },
      { press: ['Ctrl F', '⌘ F'], does: 'find' },
      { press: ['?'], does: 'help' },
    ],
  },
];
