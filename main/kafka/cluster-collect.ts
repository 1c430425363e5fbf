// One look at what seldom changes: the topics' configuration, as the round has it, and of each broker its directories, its version
// and how fast it answers.
import { toErrorData } from '../contract/errors.ts';
import { quote, say } from '../contract/told.ts';
import type { BrokerFacts, ClusterFacts, DirectoryFacts, TopicFacts } from '../health/cluster-facts.ts';
import { type Admin, partitionKey } from './admin.ts';
import { CLUSTER_AUTHORIZATION_FAILED, errorName } from './admin-errors.ts';
import { DescribeLogDirs, DescribeQuorum, type LogDirectory } from './admin-group-requests.ts';
import { ApiVersions, Metadata } from './admin-requests.ts';
import { releaseOf } from './admin-versions.ts';
import type { ClusterRound } from './groups-sampler.ts';

/** Throws closed where the round's admin was closed. What one broker does not tell is said of it alone. */
export async function collectCluster(round: ClusterRound): Promise<ClusterFacts> {
  const { at, admin, metadata, controllerId } = round;
  const topics = metadata.topics.filter(({ name }) => round.followed.has(name));
  const [brokers, isKraft] = await Promise.all([
    Promise.all(metadata.brokers.map(({ id, rack }) => brokerFacts(admin, id, rack))),
    admin.offers(DescribeQuorum),
  ]);
  return {
    at,
    preferences: round.census?.preferences,
    mode: isKraft ? 'kraft' : 'zookeeper',
    controllerId,
    brokers,
    topics: topics.map(
      ({ name, partitions }): TopicFacts => ({
        topic: name,
        ...(round.configs.get(name) ?? { configs: null, why: say('cluster-configs-failed', { why: errorName(3) }) }),
        partitions: partitions.map(({ partition, leader, replicas }) => {
          const key = partitionKey(name, partition);
          const [end, start] = [round.ends.get(key) ?? null, round.starts.get(key) ?? null];
          return { partition, leader: leader < 0 ? null : leader, replicas, end, start };
        }),
      }),
    ),
  };
}

async function brokerFacts(admin: Admin, id: number, rack: string | null): Promise<BrokerFacts> {
  let facts: BrokerFacts = {
    ...{ id, rack, answers: false, metadataMs: null, release: null, metadataVersion: null },
    ...{ directories: null, why: null },
  };
  try {
    const versions = await admin.askBroker(id, ApiVersions, { name: 'tailwater', version: '1' });
    const metadataVersion = versions.finalized.get('metadata.version') ?? null;
    facts = { ...facts, answers: true, release: releaseOf(versions), metadataVersion };
    // By itself, on a connection that stands: neither the login nor a long answer before it counts.
    const from = performance.now();
    await admin.askBroker(id, Metadata, []);
    const metadataMs = performance.now() - from;
    return { ...facts, metadataMs, ...(await directoriesOf(admin, id)) };
  } catch (error) {
    const data = toErrorData(error);
    if (data.code === 'closed') throw error;
    return { ...facts, why: quote(data.message) };
  }
}

async function directoriesOf(admin: Admin, id: number): Promise<Pick<BrokerFacts, 'directories' | 'why'>> {
  const failed = (why: string) => ({ directories: null, why: say('cluster-directories-failed', { why }) });
  try {
    const { error, directories } = await admin.askBroker(id, DescribeLogDirs, null);
    if (error === CLUSTER_AUTHORIZATION_FAILED) return { directories: null, why: say('cluster-directories-denied') };
    return error === 0 ? { directories: directories.map(directoryFacts), why: null } : failed(errorName(error));
  } catch (error) {
    const data = toErrorData(error);
    if (data.code === 'closed') throw error;
    return failed(data.message);
  }
}

function directoryFacts({ path, error, replicas, totalBytes, usableBytes }: LogDirectory): DirectoryFacts {
  const told = (bytes: number) => (bytes < 0 ? null : bytes);
  const failed = error === 0 ? null : quote(errorName(error));
  return { path, replicas, totalBytes: told(totalBytes), usableBytes: told(usableBytes), failed };
}
