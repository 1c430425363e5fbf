// A real Kafka on loopback for the demo, the tests and the benchmarks: ordinary child processes, of the version that is asked for.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKafka, isBefore, KAFKA_VERSION, KafkaUnavailable } from './kafka-download.ts';
import { JavaProcesses } from './kafka-processes.ts';
import {
  type BrokerSettings,
  brokerProperties,
  type Mode,
  type Properties,
  propertiesText,
  type SecurityProtocol,
  zooKeeperProperties,
} from './kafka-settings.ts';

export { downloadFolder, ensureKafka, KAFKA_VERSION, KafkaUnavailable } from './kafka-download.ts';

export type Broker = {
  readonly id: number;
  readonly port: number;
  /** ports of `ClusterOptions.listeners`, by name */
  readonly listeners: Readonly<Record<string, number>>;
  readonly folder: string;
  /** undefined while the broker is stopped */
  pid: number | undefined;
};

export type ClusterOptions = {
  /** 1 to 3; under KRaft every broker is also a controller */
  brokers?: number;
  /** default KAFKA_VERSION; 0.10.2.2, 2.8.2 and 3.9.1 are known to run here too */
  version?: string;
  /** default: kraft from Kafka 4 on, zookeeper before */
  mode?: Mode;
  /** where logs and configuration go; a new temporary folder that is removed at the end if absent */
  folder?: string;
  /** extra lines of server.properties, for every broker */
  properties?: Properties;
  /** broker.rack of each */
  racks?: string[];
  /** more listeners on ports of their own: name to security protocol, such as { LOGIN: 'SASL_PLAINTEXT' } */
  listeners?: Record<string, SecurityProtocol>;
  /** the port that is advertised in place of a listener's own, such as that of a proxy in front of it */
  advertise?: (listener: string, port: number) => Promise<number>;
  /** more arguments of the formatting of the storage (KRaft alone), such as --add-scram */
  formatArguments?: string[];
  /** more arguments of Java, for every broker */
  javaArguments?: string[];
};

export type Cluster = AsyncDisposable & {
  readonly bootstrap: string;
  readonly brokers: readonly Broker[];
  /** Ends one broker: SIGTERM (a controlled shutdown) or SIGKILL; resolves when the process is gone. */
  stopBroker(id: number, signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  startBroker(id: number): Promise<void>;
  signal(id: number, signal: 'SIGSTOP' | 'SIGCONT'): void;
  stop(): Promise<void>;
};

/** Starts brokers on free loopback ports and waits until each answers. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { brokers: count = 1, version = KAFKA_VERSION } = options;
  const mode = options.mode ?? (isBefore(version, 4) ? 'zookeeper' : 'kraft');
  const jars = await ensureKafka(version);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'tailwater-kafka-')));
  await mkdir(folder, { recursive: true });
  const protocols = options.listeners ?? {};
  const names = Object.keys(protocols);
  // Of each broker: its own, its controller's (or, once, ZooKeeper's), its other listeners'.
  const ports = await freePorts(count * (2 + names.length));
  const port = (kind: number, broker: number) => ports[count * kind + broker] ?? 0;
  const voters = Array.from({ length: count }, (_, i) => `${i + 1}@127.0.0.1:${port(1, i)}`).join(',');
  const processes = await JavaProcesses.open(folder, jars);
  const children = new Map<number, ChildProcess>();
  const brokers: Broker[] = [];

  const stop = async () => {
    // A data folder of our own is thrown away, so nothing is gained by a slow controlled shutdown.
    const signal = options.folder ? 'SIGTERM' : 'SIGKILL';
    // ZooKeeper last: brokers say goodbye to it.
    await Promise.all(brokers.map(({ id }) => stopBroker(id, signal)));
    await processes.close(signal);
    if (!options.folder) await rm(folder, { recursive: true, force: true });
  };

  const find = (id: number) => {
    const broker = brokers.find((one) => one.id === id);
    if (!broker) throw new Error(`no broker ${id} in this cluster`);
    return broker;
  };

  const startBroker = async (id: number) => {
    const broker = find(id);
    const { javaArguments } = options;
    const args = [join(broker.folder, 'server.properties')];
    const program = { heap: '512m', javaArguments, mainClass: 'kafka.Kafka', args };
    const logFile = join(broker.folder, 'server.log');
    const child = await processes.start(program, { what: `broker ${id}`, logFile, port: broker.port });
    children.set(id, child);
    broker.pid = child.pid;
    child.once('exit', () => {
      broker.pid = undefined;
      children.delete(id);
    });
  };

  const stopBroker = async (id: number, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    const child = children.get(id);
    if (child) await processes.stop(child, signal);
  };

  const startZooKeeper = async () => {
    const file = join(folder, 'zookeeper.properties');
    const zooKeeperPort = port(1, 0);
    await writeFile(file, propertiesText(zooKeeperProperties(zooKeeperPort, join(folder, 'zookeeper'))));
    await processes.start(
      { heap: '128m', mainClass: 'org.apache.zookeeper.server.quorum.QuorumPeerMain', args: [file] },
      { what: 'ZooKeeper', logFile: join(folder, 'zookeeper.log'), port: zooKeeperPort },
    );
  };

  try {
    const clusterId = uuid();
    for (let i = 0; i < count; i++) {
      const id = i + 1;
      const brokerFolder = join(folder, `broker-${id}`);
      await mkdir(brokerFolder, { recursive: true });
      const listeners = Object.fromEntries(names.map((name, n) => [name, port(2 + n, i)]));
      const own = { PLAINTEXT: port(0, i), ...listeners };
      const told = Object.entries(own).map(
        async ([name, its]) => [name, await options.advertise?.(name, its)] as const,
      );
      const settings: BrokerSettings = {
        ...{ id, brokers: count, protocols, dataFolder: join(brokerFolder, 'data') },
        ports: own,
        advertised: { ...own, ...Object.fromEntries((await Promise.all(told)).filter(([, its]) => its !== undefined)) },
        ...(mode === 'kraft' ? { mode, voters, controllerPort: port(1, i) } : { mode, zooKeeperPort: port(1, 0) }),
      };
      const file = join(brokerFolder, 'server.properties');
      const rack = options.racks?.[i];
      const placed: Properties = rack === undefined ? {} : { 'broker.rack': rack };
      await writeFile(file, propertiesText({ ...brokerProperties(settings), ...placed, ...options.properties }));
      const { formatArguments } = options;
      if (mode === 'kraft')
        await format(processes, jars, { id, clusterId, folder: brokerFolder, file, formatArguments });
      brokers.push({ id, port: port(0, i), listeners, folder: brokerFolder, pid: undefined });
    }
    if (mode === 'zookeeper') await startZooKeeper();
    await Promise.all(brokers.map((broker) => startBroker(broker.id)));
  } catch (error) {
    await stop();
    throw error;
  }
  const bootstrap = brokers.map((broker) => `127.0.0.1:${broker.port}`).join(',');
  return {
    bootstrap,
    brokers,
    startBroker,
    stopBroker,
    signal: (id, signal) => void children.get(find(id).id)?.kill(signal),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Storage = { id: number; clusterId: string; folder: string; file: string; formatArguments: string[] | undefined };

/** The storage of a KRaft broker, before its first start. */
async function format(processes: JavaProcesses, jars: string, storage: Storage): Promise<void> {
  const { id, clusterId, folder, file, formatArguments } = storage;
  // What a cluster begins with is the same in each of a version; Java takes longer to write it than the broker takes to start.
  const model = join(jars, 'formatted');
  const data = join(folder, 'data');
  if (!formatArguments && existsSync(model)) {
    await cp(model, data, { recursive: true });
    const meta = { version: 1, 'cluster.id': clusterId, 'node.id': id, 'directory.id': uuid() };
    return writeFile(join(data, 'meta.properties'), propertiesText(meta));
  }
  const args = ['-t', clusterId, '-c', file, ...(formatArguments ?? [])];
  const program = { heap: '128m', mainClass: 'kafka.tools.StorageTool', args: ['format', ...args] };
  await processes
    .run(program)
    .catch((error: Error & { code?: number; signal?: string; stdout?: string; stderr?: string }) => {
      const said = `${error.stderr ?? ''}${error.stdout ?? ''}`.trim().slice(-1500);
      throw new KafkaUnavailable(
        `The storage of broker ${id} could not be formatted (exit ${error.code}, signal ${error.signal}): ${said}`,
      );
    });
  if (formatArguments) return;
  // Whole or not there; one that another process made meanwhile is as good.
  const half = `${model}-${uuid()}`;
  await cp(data, half, { recursive: true });
  await rename(half, model).catch(() => rm(half, { recursive: true, force: true }));
}

/** 16 random bytes as Kafka writes them. An id that begins with "-" would be taken for an option, once in 64 starts. */
function uuid(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

/** Below those that systems give to outgoing connections, one of which could take a port before its broker does. */
const FIRST_PORT = 10_000;
/** Processes take theirs from different places, so that two that start brokers at once do not find the same ones free. */
const PORTS_OF_PROCESS = 100;
const PLACES = 200;
let nextPort = Math.floor(Math.random() * PORTS_OF_PROCESS);

/** Loopback ports on which nobody listens now. Throws where this process has no more. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried === PORTS_OF_PROCESS) throw new Error(`Of ${PORTS_OF_PROCESS} ports fewer than ${count} are free.`);
    const port = FIRST_PORT + (process.pid % PLACES) * PORTS_OF_PROCESS + (nextPort++ % PORTS_OF_PROCESS);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
