// A quota of a real broker, which makes readers slow: kafkajs cannot set one.
import assert from 'node:assert/strict';
import { openBroker } from '../../main/kafka/admin-open.ts';
import type { Api } from '../../main/kafka/admin-requests.ts';

/** Of what every client may read from each broker. */
export async function limitReading(bootstrap: string, bytesPerSecond: number): Promise<void> {
  const [address = ''] = bootstrap.split(',');
  const [host = '', port] = address.split(':');
  const broker = await openBroker(
    { host, port: Number(port) },
    { brokers: [address] },
    { clientId: 'quota', signal: new AbortController().signal, timeoutMs: 10_000 },
  );
  try {
    assert.deepEqual(await broker.request(AlterClientQuotas, bytesPerSecond), [0]);
  } finally {
    broker.close();
  }
}

const AlterClientQuotas: Api<number, number[]> = {
  name: 'AlterClientQuotas',
  key: 49,
  min: 0,
  max: 0,
  write(to, bytesPerSecond) {
    const number = Buffer.alloc(8);
    number.writeDoubleBE(bytesPerSecond);
    to.array([number], (value) => {
      // The default of clients: no name.
      to.array(['client-id'], (type) => {
        to.string(type);
        to.int16(-1);
      });
      to.array(['consumer_byte_rate'], (key) => {
        to.string(key);
        to.int32(value.readInt32BE(0));
        to.int32(value.readInt32BE(4));
        to.bool(false);
      });
    });
    to.bool(false);
  },
  read(from) {
    from.int32();
    return from.array(() => {
      const error = from.int16();
      from.nullableString();
      from.array(() => [from.string(), from.nullableString()]);
      return error;
    });
  },
};
