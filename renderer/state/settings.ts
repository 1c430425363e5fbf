// What a person chose for this page, kept in localStorage.
import { z } from 'zod';
import { type Language, Zone } from './choices.ts';
import { Columns } from './column.ts';
import { readLanes, USUAL_LANES } from './figure-lane.ts';
import { createStore, useStore } from './store.ts';

const KEY = 'tailwater.settings';

/** pixels */
export const COLUMN_WIDTH = { least: 40, most: 1200 };
export const DETAIL_WIDTH = { least: 280, most: 1200 };

export const LANES = ['bookmarks', 'isr', 'rebalances', 'undecodable', 'partitions', 'overview'] as const;
export type Lane = (typeof LANES)[number];

export const Settings = z.object({
  version: z.literal(1).default(1),
  theme: z.enum(['system', 'light', 'dark']).catch('system').default('system'),
  language: z.enum(['system', 'en', 'ko']).catch('system').default('system'),
  zone: Zone.catch('local').default('local'),
  /** pixels */
  detailWidth: z.number().min(DETAIL_WIDTH.least).max(DETAIL_WIDTH.most).catch(360).default(360),
  /** added between level and message */
  columns: Columns.catch(['service']).default(['service']),
  /** pixels, of columns that were given another width than theirs */
  columnWidths: z.record(z.string(), z.number().min(COLUMN_WIDTH.least).max(COLUMN_WIDTH.most)).catch({}).default({}),
  /** a message is shown on several lines */
  wrap: z.boolean().catch(false).default(false),
  /** the height of the timeline's bars is that of the count's logarithm */
  logScale: z.boolean().catch(false).default(false),
  /** the last alert that fired which was looked at */
  seenAlert: z.number().int().nonnegative().catch(0).default(0),
  /** alerts show as notifications, where that is allowed */
  notifications: z.boolean().catch(true).default(true),
  /** rows under the timeline that are not shown */
  hiddenLanes: z
    .array(z.string())
    .catch([])
    .default([])
    .transform((names) => LANES.filter((lane) => names.includes(lane))),
  /** figures that are plotted under the timeline */
  figures: z
    .array(z.string())
    .catch([...USUAL_LANES])
    .default([...USUAL_LANES])
    .transform(readLanes),
});
export type Settings = z.infer<typeof Settings>;

/** Before there were other figures the lag was a lane, and could be hidden. */
const WithoutLag = z.looseObject({
  hiddenLanes: z.array(z.string()).refine((names) => names.includes('lag')),
  figures: z.undefined().optional(),
});

function load(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const older = WithoutLag.safeParse(stored);
    const parsed = Settings.safeParse(older.success ? { ...older.data, figures: [] } : stored);
    return parsed.success ? parsed.data : Settings.parse({});
  } catch {
    // Unreadable (someone edited it) or forbidden (a browser's privacy setting): the defaults serve.
    return Settings.parse({});
  }
}

function save(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage is full or forbidden: the choice lives until the page closes.
  }
}

export const settings = createStore(load(), save);

export function changeSettings(change: Partial<Settings>): void {
  settings.set((old) => ({ ...old, ...change }));
}

export function useSettings(): Settings {
  return useStore(settings);
}

/** The language to show: the one chosen, else Korean where the system prefers it, else English. */
export function useLanguage(): Language {
  const { language } = useSettings();
  if (language !== 'system') return language;
  return navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}
