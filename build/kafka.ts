// A real Kafka on loopback for the demo, the tests and the benchmarks: the jars come from Maven Central through Maven,
// are kept in the user's cache folder (outside the checkout), and run as ordinary child processes.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const KAFKA_VERSION = '4.4.0';

/** Why a local Kafka cannot be had here; `message` says what to install. */
export class KafkaUnavailable extends Error {}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
  /** 1 to 3; every broker is also a controller */
  brokers?: number;
  /** where logs and configuration go; a new temporary folder that is removed at the end if absent */
  folder?: string;
  /** extra lines of server.properties, for every broker */
  properties?: Record<string, string | number | boolean>;
  /** more listeners on ports of their own: name to security protocol, such as { LOGIN: 'SASL_PLAINTEXT' } */
  listeners?: Record<string, 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'>;
  /** the port that is advertised in place of a listener's own, such as that of a proxy in front of it */
  advertise?: (listener: string, port: number) => Promise<number>;
  /** more arguments of the formatting of the storage, such as --add-scram */
  formatArguments?: string[];
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

/** The folder for things that are fetched once: TAILWATER_DOWNLOADS, else the user's cache folder. */
export function downloadFolder(): string {
  const own = process.env.TAILWATER_DOWNLOADS;
  if (own) return own;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tailwater-build');
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'tailwater-build');
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tailwater-build');
}

/** The folder with Kafka's jars, fetched at the first call. Throws KafkaUnavailable without Java 17 or Maven. */
export async function ensureKafka(version = KAFKA_VERSION): Promise<string> {
  await requireTool('java', ['-version'], 'Java 17 or newer');
  const folder = join(downloadFolder(), `kafka-${version}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  await requireTool(maven(), ['-v'], 'Maven 3.8 or newer');
  await mkdir(downloadFolder(), { recursive: true });
  const work = await mkdtemp(join(downloadFolder(), 'fetching-'));
  try {
    await writeFile(join(work, 'pom.xml'), pom(version));
    await run(
      maven(),
      ['-q', '-B', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${work}`],
      { maxBuffer: 1 << 26, shell: process.platform === 'win32' },
    ).catch((error: Error & { stdout?: string }) => {
      const cause = error.stdout?.match(/\[ERROR\] (.*)/)?.[1] ?? error.message;
      throw new KafkaUnavailable(`Maven could not fetch Kafka ${version}: ${cause}`);
    });
    await writeFile(join(work, 'complete'), '');
    // Two processes may fetch at once: the first rename wins, and both folders hold the same jars.
    await rename(work, folder).catch(async (error) => {
      if (!existsSync(join(folder, 'complete'))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** Starts brokers on free loopback ports and waits until each answers. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const count = options.brokers ?? 1;
  const jars = await ensureKafka();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'tailwater-kafka-')));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'log4j2.yaml'), LOG4J);
  const names = Object.keys(options.listeners ?? {});
  const ports = await freePorts(count * (2 + names.length));
  // An id that begins with "-" would be taken for an option, once in 64 starts.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const voters = Array.from({ length: count }, (_, i) => `${i + 1}@127.0.0.1:${ports[count + i]}`).join(',');
  const children = new Map<number, ChildProcess>();
  const brokers: Broker[] = [];

  const java = (heap: string, mainClass: string, args: string[]) => [
    `-Xmx${heap}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`,
    '-cp',
    `${jars}${process.platform === 'win32' ? '\\' : '/'}*`,
    mainClass,
    ...args,
  ];

  for (let i = 0; i < count; i++) {
    const id = i + 1;
    const brokerFolder = join(folder, `broker-${id}`);
    await mkdir(brokerFolder, { recursive: true });
    const listeners = Object.fromEntries(names.map((name, n) => [name, ports[count * (2 + n) + i] as number]));
    const own = Object.entries({ PLAINTEXT: ports[i] as number, ...listeners });
    const told = await Promise.all(
      own.map(async ([name, port]) => [name, (await options.advertise?.(name, port)) ?? port] as const),
    );
    const addresses = (all: readonly (readonly [string, number])[]) =>
      all.map(([name, port]) => `${name}://127.0.0.1:${port}`).join(',');
    const protocols = { CONTROLLER: 'PLAINTEXT', PLAINTEXT: 'PLAINTEXT', ...options.listeners };
    const properties = {
      'process.roles': 'broker,controller',
      'node.id': id,
      'controller.quorum.voters': voters,
      listeners: `${addresses(own)},CONTROLLER://127.0.0.1:${ports[count + i]}`,
      'advertised.listeners': addresses(told),
      'listener.security.protocol.map': Object.entries(protocols)
        .map(([name, protocol]) => `${name}:${protocol}`)
        .join(','),
      'controller.listener.names': 'CONTROLLER',
      'inter.broker.listener.name': 'PLAINTEXT',
      'log.dirs': join(brokerFolder, 'data'),
      'num.partitions': 1,
      'default.replication.factor': Math.min(3, count),
      'offsets.topic.replication.factor': Math.min(3, count),
      'offsets.topic.num.partitions': 4,
      'transaction.state.log.replication.factor': Math.min(3, count),
      'transaction.state.log.min.isr': 1,
      'transaction.state.log.num.partitions': 4,
      'group.initial.rebalance.delay.ms': 0,
      'auto.create.topics.enable': false,
      'num.network.threads': 2,
      'num.io.threads': 4,
      'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
      // Records of any age stay, unless a topic says otherwise: tests and demos send old ones, and the broker would delete them
      // half a minute after its start.
      'log.retention.ms': -1,
      ...options.properties,
    };
    const file = join(brokerFolder, 'server.properties');
    await writeFile(
      file,
      `${Object.entries(properties)
        .map(([k, v]) => `${k}=${v}`)
        .join('\n')}\n`,
    );
    const format = ['format', '-t', clusterId, '-c', file, ...(options.formatArguments ?? [])];
    await run('java', java('128m', 'kafka.tools.StorageTool', format)).catch(
      async (error: Error & { code?: number; signal?: string; stdout?: string; stderr?: string }) => {
        if (!options.folder) await rm(folder, { recursive: true, force: true });
        const said = `${error.stderr ?? ''}${error.stdout ?? ''}`.trim().slice(-1500);
        throw new KafkaUnavailable(
          `The storage of broker ${id} could not be formatted (exit ${error.code}, signal ${error.signal}): ${said}`,
        );
      },
    );
    brokers.push({ id, port: ports[i] as number, listeners, folder: brokerFolder, pid: undefined });
  }

  const find = (id: number) => {
    const broker = brokers.find((one) => one.id === id);
    if (!broker) throw new Error(`no broker ${id} in this cluster`);
    return broker;
  };

  const startBroker = async (id: number) => {
    const broker = find(id);
    const log = await open(join(broker.folder, 'server.log'), 'a');
    const child = spawn('java', java('512m', 'kafka.Kafka', [join(broker.folder, 'server.properties')]), {
      stdio: ['ignore', log.fd, log.fd],
      // A group of its own: a terminal's Ctrl-C reaches our group, and the brokers must outlive those who still talk to them.
      detached: process.platform !== 'win32',
    });
    await log.close();
    children.set(id, child);
    broker.pid = child.pid;
    child.once('exit', () => {
      broker.pid = undefined;
      children.delete(id);
    });
    const deadline = Date.now() + 60_000;
    while (!(await answers(broker.port))) {
      if (broker.pid === undefined || Date.now() > deadline)
        throw new KafkaUnavailable(`broker ${id} did not start: ${await tail(join(broker.folder, 'server.log'))}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  const stopBroker = async (id: number, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    const child = children.get(id);
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    // A frozen broker would not hear the first signal. Windows has neither, and Node throws there.
    if (process.platform !== 'win32') child.kill('SIGCONT');
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(hard);
  };

  const endAll = () => {
    for (const child of children.values()) child.kill('SIGKILL');
  };
  process.once('exit', endAll);
  // A signal that nobody else handles ends this process without `exit`, and would leave the brokers behind in their groups.
  const endBySignal = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > 1) return;
    endAll();
    process.off(signal, endBySignal);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, endBySignal);

  const stop = async () => {
    // A data folder of our own is thrown away, so nothing is gained by a slow controlled shutdown.
    await Promise.all(brokers.map((broker) => stopBroker(broker.id, options.folder ? 'SIGTERM' : 'SIGKILL')));
    process.off('exit', endAll);
    for (const signal of SIGNALS) process.off(signal, endBySignal);
    if (!options.folder) await rm(folder, { recursive: true, force: true });
  };

  try {
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

/** Free loopback ports, found by binding them all at once. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  return Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          const address = server.address();
          const port = typeof address === 'object' && address ? address.port : 0;
          server.close(() => resolve(port));
        }),
    ),
  );
}

function maven(): string {
  return process.platform === 'win32' ? 'mvn.cmd' : 'mvn';
}

async function requireTool(command: string, args: string[], what: string): Promise<void> {
  await run(command, args, { shell: process.platform === 'win32' }).catch(() => {
    throw new KafkaUnavailable(`${what} is not installed (tried to run "${command}"); a local Kafka needs it`);
  });
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(-1500);
}

const LOG4J = `Configuration:
  status: warn
  Appenders:
    Console:
      name: STDOUT
      PatternLayout:
        pattern: "[%d] %p %m (%c)%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: STDOUT
`;

function pom(version: string): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tailwater</groupId><artifactId>embedded-kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${version}</version></dependency>
</dependencies>
</project>
`;
}
