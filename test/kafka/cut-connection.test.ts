// What kafkajs does with a connection that ended in the middle of a response, and is made again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCluster } from '../../build/kafka.ts';
import { Connection } from '../../main/contract/session.ts';
import { createClient } from '../../main/kafka/client.ts';
import { FaultProxy } from '../faults/proxy.ts';

test('a response that was cut off is no part of what the next connection brings', async () => {
  let proxy: FaultProxy | undefined;
  await using _cluster = await startCluster({
    listeners: { PROXIED: 'PLAINTEXT' },
    advertise: async (listener, port) => {
      if (listener !== 'PROXIED') return port;
      proxy = await FaultProxy.start(port);
      return proxy.port;
    },
  });
  assert.ok(proxy);
  await using between = proxy;
  const connection = Connection.parse({ brokers: [`127.0.0.1:${between.port}`] });
  const admin = createClient(connection, { role: 'test', retry: { retries: 0 } }).admin();
  await admin.connect();
  try {
    const cut = between.cut();
    await assert.rejects(admin.describeCluster());
    await cut;
    // Before the mend it waited for the rest of the old frame until the request timed out, and failed.
    assert.equal((await admin.describeCluster()).brokers.length, 1);
  } finally {
    await admin.disconnect();
  }
});
