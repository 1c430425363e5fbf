// What is said of how topics lie over brokers. How to add one: told.ts.
import type { P } from './told-values.ts';

export const CLUSTER = {
  'cluster-one-rack': (p: P<'partitions' | 'racks'>) =>
    `All replicas of partition ${p.partitions} are on one of ${p.racks} racks: if that rack fails, nothing of it can be read. Reassign its replicas over racks.`,
  'cluster-hot-rate': (p: P<'partitions' | 'percent' | 'even'>) =>
    `Partition ${p.partitions} takes ${p.percent} % of the records, where an even share is ${p.even} %. Look at the keys, or at a producer that names the partition.`,
  'cluster-hot-size': (p: P<'partitions' | 'percent' | 'even'>) =>
    `Partition ${p.partitions} holds ${p.percent} % of the bytes, where an even share is ${p.even} %. Look at the keys and at the sizes of the records.`,
  'cluster-broker-down': (p: P<'replicas'>) =>
    `It holds ${p.replicas} replicas of the topics looked at, and is not among the live brokers. Start it, or reassign what it held.`,
  'cluster-broker-silent': () =>
    'The cluster calls it live, but it does not answer. Look whether its process runs or is frozen, and whether a firewall is in between.',
  'cluster-broker-failing': () =>
    'It answered which requests it offers, but not a request for metadata: it may be stopping, starting, or overloaded. Look at its log.',
  'cluster-imbalance': (p: P<'misses' | 'preferred'>) =>
    `Of ${p.preferred} partitions that prefer it as leader it does not lead ${p.misses}. Kafka puts that right by itself, or kafka-leader-election does.`,
  'cluster-directory-failed': (p: P<'path' | 'why'>) =>
    `Its directory ${p.path} cannot be used: ${p.why}. Look at the disk, and restart the broker when it is mended.`,
  'cluster-directory-full': (p: P<'path' | 'percent'>) =>
    `The volume of ${p.path} has ${p.percent} % left, and a full one stops the broker. Shorten retention, or give it space.`,
  'cluster-configs-denied': (p: P<'why'>) =>
    `These credentials may not read it (${p.why}): they need DescribeConfigs on the topic.`,
  'cluster-configs-failed': (p: P<'why'>) => `It could not be read: ${p.why}.`,
  'cluster-directories-denied': () =>
    'These credentials may not read the log directories: they need Describe on the cluster.',
  'cluster-directories-failed': (p: P<'why'>) => `The log directories could not be read: ${p.why}.`,
};
