// An authority, and what it signs, for brokers and clients of the suites.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const KEY_PASSPHRASE = 'of-the-key';

export type Certificates = {
  ca: string;
  /** PEM files as a broker takes them */
  keystore: string;
  truststore: string;
  client: { certificate: string; key: string; encryptedKey: string };
  /** of another authority */
  otherCa: string;
};

export async function createCertificates(folder: string): Promise<Certificates> {
  const file = (name: string) => join(folder, name);
  const text = (name: string) => readFile(file(name), 'utf8');
  const authority = (name: string) =>
    run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)],
    ]);
  const signed = async (name: string, subject: string, extension: string) => {
    const [key, request] = [file(`${name}.key`), file(`${name}.csr`)];
    await run('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', '-subj', subject, '-keyout', key, '-out', request]);
    await writeFile(file(`${name}.ext`), extension);
    await run('openssl', [
      ...['x509', '-req', '-in', request, '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial'],
      ...['-days', '2', '-extfile', file(`${name}.ext`), '-out', file(`${name}.pem`)],
    ]);
  };
  await Promise.all([authority('ca'), authority('other')]);
  await signed('broker', '/CN=broker', 'subjectAltName=IP:127.0.0.1\n');
  await signed('client', '/CN=tailwater', 'extendedKeyUsage=clientAuth\n');
  await run('openssl', [
    ...['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', file('client.key'), '-out', file('encrypted.key')],
    ...['-passout', `pass:${KEY_PASSPHRASE}`],
  ]);
  await writeFile(file('keystore.pem'), `${await text('broker.key')}${await text('broker.pem')}`);
  return {
    ca: await text('ca.pem'),
    keystore: file('keystore.pem'),
    truststore: file('ca.pem'),
    client: {
      certificate: await text('client.pem'),
      key: await text('client.key'),
      encryptedKey: await text('encrypted.key'),
    },
    otherCa: await text('other.pem'),
  };
}
