// The kafkajs client that a Connection becomes: addresses, and sockets that notice a silent broker.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { createClient, parseBroker } from '../../main/kafka/client.ts';

describe('addresses', () => {
  const GOOD: [string, string, number][] = [
    ['kafka-1.example.com:9093', 'kafka-1.example.com', 9093],
    [' kafka ', 'kafka', 9092],
    ['10.0.0.7:1', '10.0.0.7', 1],
    ['[2001:db8::1]:9094', '2001:db8::1', 9094],
    ['[::1]', '::1', 9092],
  ];
  for (const [text, host, port] of GOOD) test(text, () => assert.deepEqual(parseBroker(text), { host, port }));

  for (const text of ['', ':9092', 'kafka:', 'kafka:0', 'kafka:65536', 'http://kafka:9092', 'a:1,b:2', '2001:db8::1'])
    test(`${JSON.stringify(text)} is none`, () => assert.throws(() => parseBroker(text), { code: 'bad-input' }));
});

async function silentServer(host: string) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  server.listen(0, host);
  await once(server, 'listening');
  const end = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, sockets, [Symbol.asyncDispose]: end };
}

test('a broker that falls silent is cut off, and no secret is logged', async () => {
  await using server = await silentServer('127.0.0.1');
  const said: string[] = [];
  const kafka = createClient(
    { brokers: [`127.0.0.1:${server.port}`], sasl: { mechanism: 'plain', username: 'anna', password: 'a-secret' } },
    { role: 'suite', retry: { retries: 0 }, silenceLimitMs: 400, onLog: (message) => said.push(message) },
  );
  const admin = kafka.admin();
  await assert.rejects(admin.connect(), /sent nothing for 0\.4 s/);
  assert.ok(said.length > 0);
  assert.doesNotMatch(said.join('\n'), /a-secret/);
  await admin.disconnect();
});

test('an IPv6 address reaches the socket as it was given', async (context) => {
  const server = await silentServer('::1').catch(() => undefined);
  if (!server) return context.skip('this machine has no IPv6 on loopback');
  await using _ = server;
  const kafka = createClient(
    { brokers: [`[::1]:${server.port}`] },
    { role: 'suite', retry: { retries: 0 }, silenceLimitMs: 400 },
  );
  await assert.rejects(kafka.admin().connect(), /sent nothing/);
  assert.equal(server.sockets.length, 1);
});
