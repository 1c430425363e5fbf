// Lines gathered as UTF-8 bytes. Encoding each line by itself is a fifth faster than one long string: no deep rope to flatten.
import { Buffer } from 'node:buffer';

export type Chunk = {
  add(line: string): void;
  /** bytes since the last `take` */
  readonly length: number;
  /** The bytes so far, in memory of their own that may be transferred; begins the next chunk. */
  take(): Uint8Array<ArrayBuffer>;
};

/** `bytes`: about how large a chunk becomes; a longer one is fine, and costs one copy more. */
export function createChunk(bytes: number): Chunk {
  let memory = Buffer.from(new ArrayBuffer(bytes));
  let length = 0;
  return {
    add(line) {
      // UTF-8 is at most three bytes for each UTF-16 unit.
      if (length + line.length * 3 > memory.length) {
        const larger = Buffer.from(new ArrayBuffer(Math.max(memory.length * 2, length + line.length * 3)));
        larger.set(memory.subarray(0, length));
        memory = larger;
      }
      length += memory.write(line, length);
    },
    get length() {
      return length;
    },
    take() {
      const taken = new Uint8Array(memory.buffer.slice(0, length));
      length = 0;
      return taken;
    },
  };
}
