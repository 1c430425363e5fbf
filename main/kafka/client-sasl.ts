// How kafkajs signs in: by the same exchange as our own connections (admin-sasl.ts).
import type { Mechanism } from 'kafkajs';
import { EngineError, fail } from '../contract/errors.ts';
import type { Sasl } from '../contract/session.ts';
import { say } from '../contract/told.ts';
import { whyOf } from './admin-errors.ts';
import { authenticate, mechanismOf, userOf } from './admin-sasl.ts';

/** kafkajs hands what the broker says over behind its length, and takes what is sent the same way. */
const LENGTH_BYTES = 4;

export function saslMechanism(sasl: Sasl): Mechanism {
  const mechanism = mechanismOf(sasl);
  return {
    mechanism,
    authenticationProvider: ({ host, port, saslAuthenticate }) => ({
      async authenticate() {
        try {
          await authenticate(sasl, async (bytes) => {
            const answer = await saslAuthenticate({
              request: { encode: () => withLength(bytes) },
              response: { decode: (raw) => raw.subarray(LENGTH_BYTES), parse: (answered) => answered },
            });
            return answer ?? Buffer.alloc(0);
          });
        } catch (error) {
          // What kafkajs throws (a lost connection, the broker's "authentication failed") it also knows how to go on from.
          if (error instanceof Error && error.name.startsWith('KafkaJS')) throw error;
          const data = { address: `${host}:${port}`, mechanism, user: userOf(sasl), why: whyOf(error) };
          const told =
            error instanceof EngineError
              ? error
              : fail('denied', [say('login-failed', data), say('login-hint')], error);
          // A server of tokens that does not answer may do so soon; whatever was refused would be refused again. As a cause,
          // because kafkajs passes on no more of an error that it did not make.
          const retriable = told.code === 'unreachable';
          throw Object.assign(new Error(told.message, { cause: told }), { retriable });
        }
      },
    }),
  };
}

function withLength(bytes: Uint8Array): Buffer {
  const whole = Buffer.allocUnsafe(LENGTH_BYTES + bytes.length);
  whole.writeInt32BE(bytes.length);
  whole.set(bytes, LENGTH_BYTES);
  return whole;
}
