// How the timeline is drawn, as a part of a place: words of the address. Pure.
export const COMPARISONS = ['before', 'day', 'week'] as const;
/** The range right before the one that is shown, or the same one a day or a week earlier. */
export type Comparison = (typeof COMPARISONS)[number];
const SCALES = ['linear', 'log'] as const;

export type Drawing = {
  /** of the bars' height; null: that of the settings */
  scale: (typeof SCALES)[number] | null;
  /** each value in a row of its own, not stacked */
  rows: boolean;
  /** an earlier time that is drawn behind; null: none */
  compare: Comparison | null;
  /** figures that are plotted below, each as figure-lane.ts writes it; null: those of the settings */
  figures: string[] | null;
};

export const PLAIN: Drawing = { scale: null, rows: false, compare: null, figures: null };

/** Without the figures, which have a key of their own; '' is PLAIN. */
export function writeDrawing({ scale, rows, compare }: Omit<Drawing, 'figures'>): string {
  return [scale, rows ? 'rows' : null, compare].filter((word) => word !== null).join('.');
}

/** What is no word of ours is left out. */
export function readDrawing(text: string): Omit<Drawing, 'figures'> {
  const words = text.split('.');
  const among = <T extends string>(all: readonly T[]) => all.find((word) => words.includes(word)) ?? null;
  return { scale: among(SCALES), rows: words.includes('rows'), compare: among(COMPARISONS) };
}
