// A broker that accepts connections and says nothing: those who wait for it together wait once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { Connection } from '../../main/contract/session.ts';
import { Admin } from '../../main/kafka/admin.ts';
import { Metadata } from '../../main/kafka/admin-requests.ts';

test('a connection that cannot be opened is not opened again by who waited for it too', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  assert.ok(typeof address === 'object' && address);
  try {
    const connection = Connection.parse({ brokers: [`127.0.0.1:${address.port}`] });
    await using admin = new Admin(connection, { role: 'test', timeoutMs: 300 });
    const asked = [1, 2, 3].map(() => assert.rejects(admin.ask(Metadata, []), { code: 'unreachable' }));
    await Promise.all(asked);
    assert.equal(sockets.size, 1);
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
