// Kinds of events as a person tells them apart. Pure.
import { EVENT_KINDS, type EventKind } from '../../main/contract/history.ts';

export const EVENT_CLASSES = ['all', 'replicas', 'brokers', 'topics', 'groups', 'records'] as const;
export type EventClass = (typeof EVENT_CLASSES)[number];

const CLASS_OF: Record<EventKind, Exclude<EventClass, 'all'>> = {
  'isr-shrunk': 'replicas',
  'isr-expanded': 'replicas',
  'isr-flapping': 'replicas',
  'leader-changed': 'replicas',
  'unclean-election': 'replicas',
  offline: 'replicas',
  online: 'replicas',
  reassigned: 'replicas',
  'broker-gone': 'brokers',
  'broker-came': 'brokers',
  'controller-moved': 'brokers',
  'topic-created': 'topics',
  'topic-deleted': 'topics',
  'topic-anew': 'topics',
  'partitions-added': 'topics',
  'config-changed': 'topics',
  'group-state': 'groups',
  rebalance: 'groups',
  'records-lost': 'records',
  undecodable: 'records',
  unreadable: 'records',
};

/** null: all of them */
export function kindsOf(chosen: EventClass): EventKind[] | null {
  return chosen === 'all' ? null : EVENT_KINDS.filter((kind) => CLASS_OF[kind] === chosen);
}
