// Views as a file that others can open. Pure.
import { z } from 'zod';
import { MOST_VIEWS, NamedView, type SavedView } from '../../main/contract/views.ts';
import { unreadable } from '../state/place-text.ts';

const FORMAT = 'tailwater-views';
const VERSION = 1;
const Head = z.object({ format: z.literal(FORMAT), version: z.number().int().min(1) });
const File = z.object({ views: z.array(NamedView).min(1).max(MOST_VIEWS) });

export function writeViews(views: readonly SavedView[]): string {
  const named = views.map(({ name, place, widths, wrap, topic }) => ({ name, place, widths, wrap, topic }));
  return `${JSON.stringify({ format: FORMAT, version: VERSION, views: named }, undefined, 2)}\n`;
}

/** foreign: no file of views. newer: of a later Tailwater. broken: one of its views cannot be read; at: which, from 1. */
export type ReadViews = { views: NamedView[] } | { trouble: 'foreign' | 'newer' } | { trouble: 'broken'; at: number };

export function readViews(text: string): ReadViews {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { trouble: 'foreign' };
    throw error;
  }
  const head = Head.safeParse(json);
  if (!head.success) return { trouble: 'foreign' };
  if (head.data.version > VERSION) return { trouble: 'newer' };
  const file = File.safeParse(json);
  if (!file.success) return { trouble: 'broken', at: Number(file.error.issues[0]?.path[1] ?? 0) + 1 };
  const { views } = file.data;
  const bad = views.findIndex(({ place }) => unreadable(place)?.length !== 0);
  return bad < 0 ? { views } : { trouble: 'broken', at: bad + 1 };
}

/** replace: under the names that are there already; both: beside them, under names of their own. */
export function mergeViews(
  present: readonly SavedView[],
  added: readonly NamedView[],
  clash: 'replace' | 'both',
  newId: () => string,
): SavedView[] {
  const names = new Map(present.map(({ name, id }) => [name, id]));
  return added.map((view) => {
    const known = names.get(view.name);
    const id = clash === 'replace' && known !== undefined ? known : newId();
    const name = clash === 'replace' ? view.name : freeName(view.name, names);
    names.set(name, id);
    return { ...view, id, name };
  });
}

export function clashes(present: readonly SavedView[], added: readonly NamedView[]): string[] {
  return added.map(({ name }) => name).filter((name) => present.some((one) => one.name === name));
}

function freeName(name: string, names: ReadonlyMap<string, string>): string {
  if (!names.has(name)) return name;
  for (let n = 2; ; n++) {
    const next = `${name.slice(0, 90)} (${n})`;
    if (!names.has(next)) return next;
  }
}
