// What is said of the way to the brokers: each saying a code, its values, and the English. How to add one: told.ts.
import type { P } from './told-values.ts';

export const CONNECTION = {
  // The steps of a connection, as they passed.
  'name-literal': (p: P<'host'>) => `${p.host} is an address: nothing to look up`,
  'name-found': (p: P<'host' | 'addresses'>) => `${p.host} is ${p.addresses}`,
  'tcp-open': (p: P<'address'>) => `${p.address} accepts connections`,
  'tls-open': (p: P<'protocol' | 'name' | 'until'>) =>
    `${p.protocol}, certificate of ${p.name || 'no name'}, valid to ${p.until}`,
  'tls-open-unverified': (p: P<'protocol' | 'name' | 'until'>) =>
    `${p.protocol}, certificate of ${p.name || 'no name'}, valid to ${p.until}; NOT verified, by choice`,
  'kafka-kraft': (p: P<'release'>) => `Kafka ${p.release}, KRaft`,
  'kafka-kraft-newer': (p: P<'release'>) => `Kafka newer than ${p.release}, KRaft`,
  'kafka-kraft-older': (p: P<'release'>) => `Kafka ${p.release} or older, KRaft`,
  'kafka-protocol': (p: P<'release'>) => `the protocol of Kafka ${p.release}`,
  'kafka-protocol-between': (p: P<'from' | 'to'>) => `the protocol of Kafka ${p.from} to ${p.to}`,
  'kafka-protocol-from': (p: P<'from'>) => `the protocol of Kafka ${p.from} or newer`,
  'signed-in': (p: P<'mechanism' | 'user'>) => `${p.mechanism} as ${p.user}`,
  'topics-seen': (p: P<'topics'>) =>
    `${p.topics} ${p.topics === 1 || p.topics === '1' ? 'topic' : 'topics'} can be seen`,
  'topics-none': () => 'no topics can be seen',
  'topics-none-hint': () =>
    'Either there are none, or these credentials may describe none: ask for READ and DESCRIBE on the topics and on a consumer group.',
  'tls-off': () => 'TLS is off',
  'no-login': () => 'no login is given',
  'not-tried': () => 'not tried: another step failed',
  'others-fail': () => 'Not working:',
  'others-fail-too': () => 'Not working either:',

  // Names, TCP and TLS that fail.
  'name-unknown': (p: P<'host'>) => `The name ${p.host} does not exist in DNS.`,
  'name-unknown-hint': () => 'Check its spelling; inside a company network the VPN may be needed to resolve it.',
  'no-dns': (p: P<'host'>) => `The name ${p.host} could not be looked up: no DNS server answers.`,
  'no-dns-hint': () => 'Check the network connection or the VPN of this machine.',
  refused: (p: P<'address'>) => `${p.address} refused the connection: nothing listens on that port.`,
  'refused-hint': () => 'Check the port, and that the broker runs.',
  'cannot-reach': (p: P<'address' | 'why'>) => `${p.address} cannot be reached (${p.why}).`,
  'network-hint': () => 'Check host and port, that the broker runs, and that no firewall or missing VPN is in the way.',
  'no-answer': (p: P<'address' | 'seconds'>) => `${p.address} did not answer within ${p.seconds} s.`,
  silent: (p: P<'address'>) => `${p.address} does not answer.`,
  'not-waited': (p: P<'address'>) => `${p.address}: not waited for any longer.`,
  'time-is-up': (p: P<'seconds'>) => `no answer before the ${p.seconds} s of this test were over`,
  'try-again': () => 'Try again.',
  'try-again-log': () => 'Try again; if it stays so, look at the log of the broker.',
  'tls-authority': (p: P<'address' | 'why'>) =>
    `${p.address}: its certificate is signed by an authority that is not known here (${p.why}).`,
  'tls-authority-hint': () => "Give the certificate of the cluster's own authority (CA) as PEM.",
  'tls-expired': (p: P<'address'>) => `${p.address}: its certificate has expired.`,
  'tls-expired-hint': () => 'Whoever runs the cluster must renew it.',
  'tls-name': (p: P<'address' | 'why'>) => `${p.address}: its certificate is for another name (${p.why}).`,
  'tls-name-hint': () => 'Connect by a name that the certificate contains, or have the certificate reissued.',
  'tls-ended': (p: P<'address' | 'why'>) => `${p.address}: the broker ended the handshake (${p.why}).`,
  'tls-ended-hint': () => 'It probably wants a client certificate that it trusts: give certificate and key as PEM.',
  'tls-passphrase': (p: P<'address'>) => `${p.address}: the client key cannot be decrypted with this passphrase.`,
  'tls-passphrase-hint': () => 'Give the passphrase of the key, or a key that is not encrypted.',
  'tls-pem': (p: P<'address' | 'why'>) => `${p.address}: a certificate or key cannot be used (${p.why}).`,
  'tls-pem-hint': () => 'CA, certificate and key must be PEM texts that fit together.',
  'no-tls': (p: P<'address' | 'why'>) => `${p.address}: no TLS handshake: ${p.why}.`,
  'no-tls-hint': () => 'This port probably speaks without TLS: turn TLS off, or give the TLS port (often 9093).',
  'speaks-tls': (p: P<'address'>) => `${p.address} speaks TLS.`,
  'speaks-tls-hint': () => 'Turn TLS on, or give the port without TLS (often 9092).',

  // What answers is not a Kafka that can be read.
  'closed-early': (p: P<'address'>) => `${p.address} closed the connection when it was asked for its version.`,
  'closed-early-hint': () => 'It accepts connections but may not be a Kafka broker, or wants TLS.',
  'named-silent-hint': () =>
    'The cluster names it as one of its brokers: look whether it is frozen, overloaded or just stopping.',
  'http-server': (p: P<'address'>) => `${p.address} is an HTTP server, not a Kafka broker.`,
  'not-kafka': (p: P<'address' | 'start'>) =>
    `${p.address} does not speak Kafka's protocol: its answer begins with ${p.start}.`,
  'not-kafka-hint': () =>
    'Give the host and port of a Kafka broker (usually 9092, or 9093 with TLS), not of a web console, REST proxy or ZooKeeper.',
  'out-of-order': (p: P<'address'>) => `${p.address} answered out of order: it does not speak Kafka's protocol.`,
  'too-old': (p: P<'address' | 'request' | 'offered' | 'needed'>) =>
    `${p.address} is too old: it offers ${p.request} up to version ${p.offered}, and version ${p.needed} is needed.`,
  'too-old-without': (p: P<'address' | 'request' | 'needed'>) =>
    `${p.address} is too old: it offers ${p.request} not at all, and version ${p.needed} is needed.`,
  'too-old-hint': () => 'Tailwater reads Kafka 1.0 and newer; the cluster must be upgraded.',
  'too-new': (p: P<'address' | 'request' | 'offered' | 'known'>) =>
    `${p.address} is too new: it offers ${p.request} from version ${p.offered} on, and Tailwater knows it up to ${p.known}.`,
  'too-new-hint': () => 'Look for a newer version of Tailwater.',
  'no-cluster-id': () => 'The brokers do not tell the id of their cluster. Tailwater needs Kafka 0.10.1 or newer.',

  // Signing in.
  'no-sasl': (p: P<'address'>) => `${p.address}: this listener does not use SASL.`,
  'no-sasl-hint': () => 'Turn SASL off, or give the port of the SASL listener.',
  'no-mechanism': (p: P<'address' | 'mechanism' | 'why'>) => `${p.address}: ${p.mechanism} is not offered (${p.why}).`,
  'choose-mechanism': (p: P<'mechanisms'>) => `Choose one that is: ${p.mechanisms}.`,
  'ask-mechanism': () => 'Ask whoever runs the cluster for the mechanism.',
  'login-failed': (p: P<'address' | 'mechanism' | 'user' | 'why'>) =>
    `${p.address}: ${p.mechanism} as ${p.user} failed: ${p.why}.`,
  'login-hint': () => 'Check user name, password and mechanism.',
  'token-refused': (p: P<'endpoint' | 'why'>) => `${p.endpoint} gives no token: ${p.why}.`,
  'token-refused-hint': () => 'Check client id, client secret and scope.',
  'token-answer': (p: P<'endpoint' | 'why'>) =>
    `The answer of ${p.endpoint} is not that of a token endpoint (${p.why}).`,
  'token-answer-hint': () => 'Check the address of the token endpoint (OAuth 2.0, client credentials).',
  'token-unreachable': (p: P<'endpoint' | 'why'>) => `The token endpoint ${p.endpoint} cannot be reached (${p.why}).`,
  'token-unreachable-hint': () =>
    'Check its address, the VPN, and whether its certificate needs an authority (CA) of its own.',
  'aws-no-credentials': (p: P<'why'>) => `No AWS credentials were found (${p.why}).`,
  'aws-no-credentials-hint': () =>
    'Sign in with the AWS command line (aws sso login), name a profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give an access key.',
  'login-wanted': (p: P<'address'>) => `${p.address} hung up when it was asked for topics without a login.`,
  'login-wanted-hint': () => 'It probably wants SASL: give mechanism, user name and password.',

  // Asking brokers.
  'advertised-fail': (p: P<'address' | 'failed' | 'brokers'>) =>
    `${p.address} answers, but ${p.failed} of ${p.brokers} brokers cannot be reached under the address that they give themselves.`,
  'advertised-hint': () =>
    'Their listeners (advertised.listeners) must be reachable from this machine: ask for the listener that is meant for clients outside, or connect through the VPN.',
  'connection-broke': (p: P<'address' | 'why'>) => `The connection to ${p.address} broke: ${p.why}.`,
  'connection-closed': (p: P<'address'>) => `${p.address} closed the connection.`,
  'request-unknown': (p: P<'address' | 'request'>) =>
    `${p.address} does not offer ${p.request} in a version that Tailwater knows.`,
  'request-silent': (p: P<'address' | 'request' | 'seconds'>) =>
    `${p.address} did not answer ${p.request} within ${p.seconds} s.`,
  'answer-unreadable': (p: P<'address' | 'request' | 'why'>) =>
    `The answer of ${p.address} to ${p.request} could not be read: ${p.why}.`,
  'none-answers': (p: P<'brokers'>) => `None of ${p.brokers} brokers answers.`,
  'none-answers-tried': (p: P<'brokers' | 'tried'>) => `None of ${p.brokers} brokers answers (${p.tried} were tried).`,
  'broker-gone': (p: P<'broker'>) => `Broker ${p.broker} is not among the live brokers.`,
  'not-an-address': (p: P<'address'>) =>
    `"${p.address}" is not a broker's address. Give host:port with a port of 1 to 65535, such as kafka-1.example.com:9092 or [2001:db8::1]:9092, without a scheme such as http://.`,
};
