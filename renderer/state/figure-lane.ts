// A plot under the timeline: which figure, of what; as text for the address and the settings. Pure.
import { FIGURES_OF, Figure, FigureSubject, hasFigure } from '../../main/contract/figures.ts';

/** of: null for what is shown, and for the cluster where the figure is of that */
export type FigureLane = { figure: Figure; of: FigureSubject | null };
export const USUAL_LANES: readonly string[] = ['lag'];
export const MOST_LANES = 12;
export const OF_SHOWN: readonly Figure[] = [...FIGURES_OF.topics, ...FIGURES_OF.cluster];

/** lag; lag:topic:a; lag:partition:a/3; latency:broker:2; lag-sum:group:g; committed:reader:a/3/g */
export function writeLane({ figure, of }: FigureLane): string {
  const name = of && nameOf(of);
  return name === null ? figure : `${figure}:${name}`;
}
function nameOf(of: FigureSubject): string | null {
  if (of.of === 'topics') return of.topics?.[0] === undefined ? null : `topic:${of.topics[0]}`;
  if (of.of === 'partition') return `partition:${of.topic}/${of.partition}`;
  if (of.of === 'broker') return `broker:${of.broker}`;
  if (of.of === 'group') return `group:${of.group}`;
  return of.of === 'reader' ? `reader:${of.topic}/${of.partition}/${of.group}` : null;
}

/** null: it says nothing that there is */
export function readLane(text: string): FigureLane | null {
  const [, name, kind, rest = ''] = /^([a-z-]+)(?::([a-z]+):(.+))?$/s.exec(text) ?? [];
  const figure = Figure.safeParse(name);
  if (!figure.success) return null;
  if (kind === undefined) return OF_SHOWN.includes(figure.data) ? { figure: figure.data, of: null } : null;
  const of = FigureSubject.safeParse(subjectOf(kind, rest));
  return of.success && hasFigure(of.data.of, figure.data) ? { figure: figure.data, of: of.data } : null;
}
function subjectOf(kind: string, text: string): unknown {
  if (kind === 'topic') return { of: 'topics', topics: [text] };
  if (kind === 'broker') return { of: 'broker', broker: /^-?\d+$/.test(text) ? Number(text) : null };
  if (kind === 'group') return { of: 'group', group: text };
  const [, topic, partition, group] = /^([^/]+)\/(\d+)(?:\/(.*))?$/s.exec(text) ?? [];
  if (kind === 'partition' && group === undefined) return { of: 'partition', topic, partition: Number(partition) };
  return kind === 'reader' ? { of: 'reader', topic, partition: Number(partition), group } : null;
}

/** Those that can be read, each once. */
export function readLanes(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => readLane(text) !== null))].slice(0, MOST_LANES);
}

/** What is asked for. topics: those that are shown */
export function subjectIn({ figure, of }: FigureLane, topics: string[] | null): FigureSubject {
  return of ?? (hasFigure('cluster', figure) ? { of: 'cluster' } : { of: 'topics', topics });
}
