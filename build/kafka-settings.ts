// The files that configure an embedded Kafka: server.properties of a broker, with or without ZooKeeper, and ZooKeeper's own.

export type Mode = 'kraft' | 'zookeeper';
export type Properties = Record<string, string | number | boolean>;
export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';

export type BrokerSettings = {
  id: number;
  brokers: number;
  /** ports by the name of the listener, PLAINTEXT included */
  ports: Record<string, number>;
  /** the same as clients are told them */
  advertised: Record<string, number>;
  /** of the other listeners than PLAINTEXT */
  protocols: Record<string, SecurityProtocol>;
  dataFolder: string;
} & (
  | { mode: 'kraft'; controllerPort: number /** id@host:port,... */; voters: string }
  | { mode: 'zookeeper'; zooKeeperPort: number }
);

export function brokerProperties(settings: BrokerSettings): Properties {
  const { id, brokers, dataFolder } = settings;
  const addresses = (ports: Record<string, number>) =>
    Object.entries(ports)
      .map(([name, port]) => `${name}://127.0.0.1:${port}`)
      .join(',');
  const listeners = addresses(settings.ports);
  const protocols = { PLAINTEXT: 'PLAINTEXT', ...settings.protocols };
  const common = {
    'advertised.listeners': addresses(settings.advertised),
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': dataFolder,
    'num.partitions': 1,
    'default.replication.factor': Math.min(3, brokers),
    'offsets.topic.replication.factor': Math.min(3, brokers),
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': Math.min(3, brokers),
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
  };
  if (settings.mode === 'zookeeper')
    return {
      'broker.id': id,
      'zookeeper.connect': `127.0.0.1:${settings.zooKeeperPort}`,
      // A broker that was killed can start again only when its session is over.
      'zookeeper.session.timeout.ms': 6_000,
      listeners,
      'listener.security.protocol.map': mapText(protocols),
      ...common,
    };
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': settings.voters,
    'controller.listener.names': 'CONTROLLER',
    listeners: `${listeners},CONTROLLER://127.0.0.1:${settings.controllerPort}`,
    'listener.security.protocol.map': mapText({ CONTROLLER: 'PLAINTEXT', ...protocols }),
    ...common,
  };
}

export function zooKeeperProperties(port: number, dataFolder: string): Properties {
  return {
    tickTime: 500,
    dataDir: dataFolder,
    clientPort: port,
    clientPortAddress: '127.0.0.1',
    maxClientCnxns: 0,
    'admin.enableServer': false,
  };
}

export function propertiesText(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function mapText(protocols: Record<string, string>): string {
  return Object.entries(protocols)
    .map(([name, protocol]) => `${name}:${protocol}`)
    .join(',');
}
