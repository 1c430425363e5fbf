// What one look at a cluster's configuration, directories and brokers found. null and undefined: could not be read, or is not there.
import type { ClusterReport, LogDirectory, TopicConfig } from '../contract/cluster.ts';
import type { Said } from '../contract/told.ts';
import type { Micros, Offset } from '../contract/units.ts';
import type { Preferences } from './preferred.ts';

export type DirectoryFacts = Omit<LogDirectory, 'bytes' | 'replicas' | 'failed'> & {
  failed: Said | null;
  /** `future`: a copy that is being moved to this directory */
  replicas: readonly { topic: string; partition: number; bytes: number; future: boolean }[];
};

export type BrokerFacts = {
  id: number;
  rack: string | null;
  /** whether it answered anything */
  answers: boolean;
  /** null: it does not answer, or not this */
  metadataMs: number | null;
  release: Said | null;
  metadataVersion: number | null;
  directories: readonly DirectoryFacts[] | null;
  /** why one of them is not known */
  why: Said | null;
};

export type PartitionFacts = {
  partition: number;
  leader: number | null;
  replicas: readonly number[];
  end: Offset | null;
  start: Offset | null;
};

export type TopicFacts = {
  topic: string;
  configs: readonly TopicConfig[] | null;
  why: Said | null;
  /** ascending */
  partitions: readonly PartitionFacts[];
};

export type ClusterFacts = {
  at: Micros;
  mode: ClusterReport['mode'];
  controllerId: number | null;
  /** those alive */
  brokers: readonly BrokerFacts[];
  topics: readonly TopicFacts[];
  /** over all partitions of the cluster; undefined: only those of `topics` are known */
  preferences?: ReadonlyMap<number, Preferences>;
};
