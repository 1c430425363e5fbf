// The configuration of a topic as people say it.
import type { TopicConfig, TopicLayout } from '../../main/contract/cluster.ts';
import type { Format } from '../ui/format.ts';
import type { Text } from '../ui/messages/en.ts';

export function configOf(topic: TopicLayout, name: TopicConfig['name']): TopicConfig | undefined {
  return topic.configs?.find((one) => one.name === name);
}

/** 7 d, 1.1 GB, for ever, as produced; values that are words stay as they are. */
export function configText({ name, value }: TopicConfig, text: Text, format: Format): string {
  if (value === null) return text.cluster.unknown;
  switch (name) {
    case 'retention.ms':
      return Number(value) < 0 ? text.cluster.forever : format.duration(Number(value));
    case 'segment.ms':
      return format.duration(Number(value));
    case 'retention.bytes':
      return Number(value) < 0 ? text.cluster.noLimit : format.bytes(Number(value));
    case 'segment.bytes':
      return format.bytes(Number(value));
    case 'compression.type':
      return value === 'producer' ? text.cluster.producer : value;
    case 'cleanup.policy':
      return value.split(',').join(', ');
    case 'min.insync.replicas':
      return value;
  }
}

/** "retention.ms = 604800000 (default)" */
export function configTitle({ name, value, source }: TopicConfig, text: Text): string {
  return `${name} = ${value ?? text.cluster.unknown} (${text.cluster.source[source]})`;
}
