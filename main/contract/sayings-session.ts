// What is said of topics, groups, workers and partitions: each saying a code, its values, and the English. How to add one: told.ts.
import type { P } from './told-values.ts';

export const SESSION = {
  /** Words of others: of a broker, of the system, of kafkajs. */
  quoted: (p: P<'words'>) => `${p.words}`,
  'trying-again': () => 'Trying again.',

  // Topics.
  'topic-missing': (p: P<'topic'>) =>
    `The topic ${p.topic} does not exist on this cluster, or these credentials may not see it. Check its spelling.`,
  'topic-misnamed': (p: P<'topic'>) =>
    `"${p.topic}" cannot be a topic's name: letters, digits, dot, hyphen and underscore only.`,
  'topic-denied': (p: P<'topic' | 'why'>) =>
    `The topic ${p.topic} cannot be read: ${p.why}. These credentials need READ and DESCRIBE on it.`,
  'topic-failed': (p: P<'topic' | 'why'>) => `The topic ${p.topic} cannot be read: ${p.why}.`,
  'topics-too': (p: P<'topics'>) => `Neither can ${p.topics} be read.`,
  'topics-hint': () => 'Check the names, and that these credentials may describe the topics.',
  'no-leader': (p: P<'topic' | 'partition'>) =>
    `Partition ${p.partition} of ${p.topic} has no leader: no broker that lives can serve it.`,
  'offsets-topic': (p: P<'topic' | 'why'>) => `The offsets of ${p.topic} could not be read: ${p.why}.`,
  'offsets-broker': (p: P<'broker'>) => `The offsets on broker ${p.broker} could not be read:`,

  // The consumer group.
  'group-denied': (p: P<'group'>) =>
    `These credentials may not use the consumer group ${p.group}. Choose another, or ask for READ on it.`,
  'group-failed': (p: P<'group' | 'why'>) => `The consumer group ${p.group} could not be looked up: ${p.why}.`,
  'group-foreign': (p: P<'group'>) =>
    `The consumer group ${p.group} has members that are not of Tailwater. Joining it would take partitions from them: choose another group, or leave the name out.`,
  'group-foreign-named': (p: P<'group' | 'members'>) =>
    `The consumer group ${p.group} has members that are not of Tailwater (${p.members}). Joining it would take partitions from them: choose another group, or leave the name out.`,

  'group-foreign-offsets': (p: P<'group'>) =>
    `Nobody is in the consumer group ${p.group} now, but it has offsets that Tailwater did not commit. Joining it would overwrite them: choose another group, or leave the name out.`,
  'group-shared': (p: P<'group' | 'elsewhere' | 'partitions'>) =>
    `${p.elsewhere} of ${p.partitions} partitions are read by other members of the group ${p.group}: this cache holds its own part only.`,

  // What to do about an error that kafkajs met for good.
  'hint-login': () => 'Check user name, password and mechanism.',
  'hint-mechanism': () => 'Choose a mechanism that the cluster offers.',
  'hint-topics': () => 'These credentials need READ and DESCRIBE on the topics.',
  'hint-group': () => 'These credentials need READ on the consumer group; choose a group that they may use.',
  'hint-cluster': () => 'These credentials may not do that on the cluster.',
  'hint-version': () => 'The brokers are of a version that is not supported.',
  'topic-of-other-cluster': ({ topic, cluster }: P<'topic' | 'cluster'>) =>
    `The cache has a topic ${topic} of another cluster (${cluster}), and counts would mix the two. Use another cache for this cluster, or leave the topic out.`,
  'hint-fenced': () =>
    'Another Tailwater has taken this one’s place in the consumer group: it collects into a copy of this cache. End one of them, or give one a group of its own.',
  'hint-mixed-group': () => 'The consumer group has members that are not of Tailwater. Choose another group.',
  'hint-group-name': () => 'Choose another name for the consumer group.',
  'hint-session-timeout': () =>
    "The brokers' group.min.session.timeout.ms and group.max.session.timeout.ms exclude the session timeout.",

  // Why the group was shared out anew.
  'cause-began': () => 'this session began',
  'cause-partitions': (p: P<'partitions'>) => `${p.partitions} partitions are new`,
  'cause-worker': (p: P<'worker'>) => `worker ${p.worker} ended:`,
  'cause-worker-added': () => 'a worker was added',
  'cause-workers-added': (p: P<'workers'>) => `${p.workers} workers were added`,
  'cause-worker-removed': () => 'a worker was removed',
  'cause-workers-removed': (p: P<'workers'>) => `${p.workers} workers were removed`,
  'cause-member': () => 'a member joined or left',

  // Workers.
  'worker-ended': (p: P<'worker'>) => `Worker ${p.worker} ended and is started again:`,
  'workers-ended': (p: P<'workers'>) => `Workers ${p.workers} ended and are started again:`,
  'worker-fault': (p: P<'why'>) => `A fault in Tailwater ended the worker: ${p.why}.`,
  'worker-exit': (p: P<'exit'>) => `The worker ended with code ${p.exit}.`,
  'fetch-silent': (p: P<'seconds'>) => `No fetch was answered for ${p.seconds} s.`,
  'writer-waits': (p: P<'seconds'>) => `the cache has written nothing for ${p.seconds} s`,
  'not-collecting': () => 'Nothing is being collected now: the number of workers cannot be changed.',
  'first-not-ours': (p: P<'topic' | 'partition'>) =>
    `Partition ${p.partition} of ${p.topic} is not read by this session, so that it cannot be fetched first.`,
  'more-workers': () => 'there are more workers than partitions',
  'brokers-silent': () => 'No broker answers:',
  'workers-silent': (p: P<'workers'>) => `No answer from the brokers to worker ${p.workers}:`,
  'broker-silent': (p: P<'broker' | 'partitions' | 'names'>) =>
    `Broker ${p.broker} does not answer. Partitions that wait for it: ${p.partitions} (${p.names}). The others are read on.`,
  'commit-failed': () => 'The position could not be committed to Kafka, which only its lag tools miss:',
  'coordinator-gone': () =>
    'The broker that keeps the positions of the group does not answer. The cache keeps its own: nothing is lost, and positions are committed as soon as another broker takes over.',
  'partition-refused': (p: P<'topic' | 'partition' | 'error'>) =>
    `partition ${p.partition} of ${p.topic} cannot be read just now: the broker answers with Kafka's error ${p.error}`,

  // Partitions that are not read on, and why.
  'partition-stopped': (p: P<'topic' | 'partition' | 'offset'>) =>
    `Partition ${p.partition} of ${p.topic} is not read on from offset ${p.offset}:`,
  'topic-anew': (p: P<'topic' | 'incarnation'>) =>
    `The topic ${p.topic} was deleted and created again: its new records are read as incarnation ${p.incarnation}, the old ones stay.`,
  'log-anew': (p: P<'topic' | 'partitions' | 'incarnation'>) =>
    `The brokers' log of ${p.topic} is not the one that was read: it was cut back, or the topic was deleted and created again. These partitions are read anew, from the offset in brackets, as incarnation ${p.incarnation}, and the old records stay: ${p.partitions}.`,
  'positions-unverified': (p: P<'partitions'>) =>
    `${p.partitions} partitions are not read on yet: their brokers did not tell whether they still have what was stored. Trying again.`,
  'partition-stuck': (p: P<'topic' | 'partition' | 'offset' | 'end'>) =>
    `Partition ${p.partition} of ${p.topic} does not go on: its broker returns nothing at offset ${p.offset}, though the log ends at ${p.end}. Nothing is passed over; it is tried again.`,
  'transaction-open': (p: P<'topic' | 'partition' | 'offset' | 'records'>) =>
    `${p.topic}/${p.partition} waits: a transaction that began at offset ${p.offset} is still open; at least ${p.records} records behind it are held back.`,
  'transactions-more': (p: P<'topic' | 'partitions'>) => `So do ${p.partitions} more partitions of ${p.topic}.`,
  'copy-corrupt': (p: P<'topic' | 'partition' | 'offset'>) =>
    `the broker itself cannot read partition ${p.partition} of ${p.topic} at offset ${p.offset}: its copy is corrupt`,
  'rights-gone': (p: P<'topic' | 'partition'>) =>
    `these credentials may not read partition ${p.partition} of ${p.topic} any more; they need READ on the topic`,
  'batch-format': (p: P<'offset' | 'format'>) =>
    `the batch at offset ${p.offset} has message format ${p.format}, of a Kafka before 0.11; this version of Tailwater reads format 2`,
  'batch-length': (p: P<'offset' | 'bytes'>) => `the batch at offset ${p.offset} says that it is ${p.bytes} bytes long`,
  'batch-checksum': (p: P<'offset' | 'given' | 'found'>) =>
    `the batch at offset ${p.offset} has the checksum ${p.given}, but its bytes have ${p.found}`,
  'batch-misfit': (p: P<'offset'>) => `the record at offset ${p.offset} does not fit into its batch`,
  'offset-too-large': (p: P<'offset' | 'most'>) =>
    `offset ${p.offset} is above ${p.most}, the largest that Tailwater can keep`,
  'codec-unknown': (p: P<'codec'>) => `Compression ${p.codec} is not known to this version of Tailwater`,
  'codec-failed': (p: P<'codec' | 'bytes' | 'why'>) =>
    `${p.codec} data of ${p.bytes} bytes cannot be decompressed: ${p.why}`,

  // What a sample of the cluster's health could not learn; what follows says why.
  'health-topic': (p: P<'topic' | 'why'>) => `Topic ${p.topic}: ${p.why}.`,
  'health-offsets': (p: P<'group'>) => `The offsets of group ${p.group} could not be read:`,
  'health-group': (p: P<'group' | 'why'>) => `The state of group ${p.group} could not be read: ${p.why}.`,
  'health-controller': () => 'The controller could not be asked for:',
  'health-reassignments': () => 'Reassignments could not be read:',
  'health-not-kept': () => 'The history of this could not be kept in the cache:',
  'health-min-isr': () => 'min.insync.replicas could not be read:',
};
