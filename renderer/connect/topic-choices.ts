// The topics to choose from: those of the cluster, and those that were named though the cluster does not show them.
import type { ConnectionTest } from '../../main/contract/session.ts';
import type { Draft } from './draft.ts';

export type TopicChoice = {
  name: string;
  /** null: not seen in the cluster, or not asked yet */
  partitions: number | null;
  internal: boolean;
};

export function topicChoices(
  cluster: ConnectionTest | undefined,
  { topics: chosen, named }: Pick<Draft, 'topics' | 'named'>,
  options: { text: string; internal: boolean },
): { shown: TopicChoice[]; internal: number; total: number } {
  const known = cluster?.topics ?? [];
  const names = new Set(known.map((topic) => topic.name));
  const unseen = [...named].filter((name) => !names.has(name));
  const all: TopicChoice[] = [...unseen.map((name) => ({ name, partitions: null, internal: false })), ...known];
  const offered = all.filter((topic) => options.internal || !topic.internal || chosen.has(topic.name));
  const words = options.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = offered
    .filter((topic) => words.every((word) => topic.name.toLowerCase().includes(word)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { shown, internal: known.filter((topic) => topic.internal).length, total: offered.length };
}

/** Kafka's rule for the name of a topic. */
export function isTopicName(text: string): boolean {
  return /^[a-zA-Z0-9._-]{1,249}$/.test(text) && text !== '.' && text !== '..';
}
