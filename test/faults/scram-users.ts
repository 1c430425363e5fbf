// Users of a broker's SCRAM, made and deleted while it runs (AlterUserScramCredentials, KIP-554): kafkajs has no such request.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

const API_KEY = 51;
const SHA_256 = 1;
const ITERATIONS = 4096;

/** `password` null: the user is deleted. Throws where the broker refuses. */
export async function setScramUser(port: number, name: string, password: string | null): Promise<void> {
  const salt = randomBytes(16);
  const upsertion = () => [
    ...text(name),
    ...[SHA_256, ...int32(ITERATIONS)],
    ...bytes(salt),
    ...bytes(pbkdf2Sync(password ?? '', salt, ITERATIONS, 32, 'sha256')),
    0,
  ];
  const deletions = password === null ? [2, ...text(name), SHA_256, 0] : [1];
  const upsertions = password === null ? [1] : [2, ...upsertion()];
  // Header: the request's number is 1, no client id, no tagged fields.
  const request = Buffer.from([0, API_KEY, 0, 0, ...int32(1), 0xff, 0xff, 0, ...deletions, ...upsertions, 0]);
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(Buffer.concat([Buffer.from(int32(request.length)), request]));
    let answer = Buffer.alloc(0);
    while (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) {
      const [chunk]: Buffer[] = await once(socket, 'data');
      answer = Buffer.concat([answer, chunk ?? Buffer.alloc(0)]);
    }
    // Length, number, tagged fields, throttle time, one result: the user's name, then the error.
    const error = answer.readInt16BE(14 + (answer[14] ?? 1));
    if (error !== 0) throw new Error(`the broker answered error ${error} for user ${name}`);
  } finally {
    socket.destroy();
  }
}

function int32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}

/** A compact string or bytes: the length and one, as a varint (below 128 here). */
function bytes(content: Buffer): number[] {
  return [content.length + 1, ...content];
}

function text(content: string): number[] {
  return bytes(Buffer.from(content));
}
