// The primitive types of Kafka's wire protocol, big-endian: https://kafka.apache.org/protocol#protocol_types

export type WriterDialect = {
  string(value: string): void;
  array<T>(items: readonly T[] | null, each: (item: T) => void): void;
  /** ends a structure */
  end(): void;
};
export type ReaderDialect = {
  string(): string;
  nullableString(): string | null;
  bytes(): Buffer | null;
  array<T>(each: () => T): T[];
  /** ends a structure */
  end(): void;
};

/** A request, growing as it is written. Compact types have an unsigned varint of length + 1; 0 is null. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(512);
  #length = 0;

  #reserve(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    return at;
  }
  #text(value: string, bytes: number): void {
    const at = this.#reserve(bytes);
    this.#buffer.write(value, at, 'utf8');
  }
  int8(value: number): void {
    const at = this.#reserve(1);
    this.#buffer.writeInt8(value, at);
  }
  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }
  int16(value: number): void {
    const at = this.#reserve(2);
    this.#buffer.writeInt16BE(value, at);
  }
  int32(value: number): void {
    const at = this.#reserve(4);
    this.#buffer.writeInt32BE(value, at);
  }
  int64(value: number): void {
    const at = this.#reserve(8);
    this.#buffer.writeBigInt64BE(BigInt(value), at);
  }
  uvarint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.int8(((rest & 0x7f) | 0x80) - 0x100);
    this.int8(rest);
  }
  string(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.int16(bytes);
    this.#text(value, bytes);
  }
  compactString(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.uvarint(bytes + 1);
    this.#text(value, bytes);
  }
  bytes(value: Uint8Array): void {
    this.int32(value.length);
    const at = this.#reserve(value.length);
    this.#buffer.set(value, at);
  }
  array<T>(items: readonly T[] | null, each: (item: T) => void): void {
    this.int32(items === null ? -1 : items.length);
    for (const item of items ?? []) each(item);
  }
  compactArray<T>(items: readonly T[] | null, each: (item: T) => void): void {
    this.uvarint(items === null ? 0 : items.length + 1);
    for (const item of items ?? []) each(item);
  }
  /** the empty set of tagged fields that ends each structure of a flexible version */
  noTags(): void {
    this.uvarint(0);
  }
  /** 32 hexadecimal digits */
  uuid(value: string): void {
    const at = this.#reserve(16);
    this.#buffer.write(value, at, 'hex');
  }
  /** What differs between flexible versions of a request and those before. */
  dialect(flexible: boolean): WriterDialect {
    if (!flexible)
      return { string: (text) => this.string(text), array: (items, each) => this.array(items, each), end: () => {} };
    return {
      string: (text) => this.compactString(text),
      array: (items, each) => this.compactArray(items, each),
      end: () => this.noTags(),
    };
  }
  /** what was written, behind its length as int32 */
  framed(): Buffer {
    const frame = Buffer.allocUnsafe(this.#length + 4);
    frame.writeInt32BE(this.#length, 0);
    this.#buffer.copy(frame, 4, 0, this.#length);
    return frame;
  }
}

/** An answer. Everything throws a RangeError where the bytes end too early or a length cannot be. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }
  #take(bytes: number): number {
    const at = this.#at;
    if (bytes < 0 || at + bytes > this.#buffer.length)
      throw new RangeError(`${bytes} bytes are wanted at ${at} of ${this.#buffer.length}`);
    this.#at += bytes;
    return at;
  }
  int8(): number {
    return this.#buffer.readInt8(this.#take(1));
  }
  bool(): boolean {
    return this.int8() !== 0;
  }
  int16(): number {
    return this.#buffer.readInt16BE(this.#take(2));
  }
  int32(): number {
    return this.#buffer.readInt32BE(this.#take(4));
  }
  /** throws where the number is beyond what JavaScript holds exactly */
  int64(): number {
    const value = this.#buffer.readBigInt64BE(this.#take(8));
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is larger than 2^53 - 1`);
    return number;
  }
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#buffer.readUInt8(this.#take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a varint of more than 5 bytes');
  }
  #text(bytes: number): string {
    const at = this.#take(bytes);
    return this.#buffer.toString('utf8', at, at + bytes);
  }
  string(): string {
    return this.#text(this.int16());
  }
  nullableString(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#text(length);
  }
  compactString(): string {
    return this.#text(this.uvarint() - 1);
  }
  compactNullableString(): string | null {
    const length = this.uvarint() - 1;
    return length < 0 ? null : this.#text(length);
  }
  bytes(): Buffer {
    const length = this.int32();
    const at = this.#take(length);
    return this.#buffer.subarray(at, at + length);
  }
  #items<T>(count: number, each: () => T): T[] {
    // An item has at least one byte: a count beyond that is no count, and would only fill the memory.
    if (count > this.#buffer.length - this.#at) throw new RangeError(`an array of ${count} items`);
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(each());
    return items;
  }
  array<T>(each: () => T): T[] {
    return this.#items(this.int32(), each);
  }
  compactArray<T>(each: () => T): T[] {
    return this.#items(this.uvarint() - 1, each);
  }
  int32s(): number[] {
    return this.array(() => this.int32());
  }
  compactInt32s(): number[] {
    return this.compactArray(() => this.int32());
  }
  #nullableBytes(length: number): Buffer | null {
    if (length < 0) return null;
    const at = this.#take(length);
    return this.#buffer.subarray(at, at + length);
  }
  /** 32 hexadecimal digits */
  uuid(): string {
    const at = this.#take(16);
    return this.#buffer.toString('hex', at, at + 16);
  }
  /** What differs between flexible versions of an answer and those before. */
  dialect(flexible: boolean): ReaderDialect {
    if (!flexible)
      return {
        string: () => this.string(),
        nullableString: () => this.nullableString(),
        bytes: () => this.#nullableBytes(this.int32()),
        array: (each) => this.array(each),
        end: () => {},
      };
    return {
      string: () => this.compactString(),
      nullableString: () => this.compactNullableString(),
      bytes: () => this.#nullableBytes(this.uvarint() - 1),
      array: (each) => this.compactArray(each),
      end: () => this.tags(),
    };
  }
  /** tagged fields: `known` reads those that it knows, the rest is passed over */
  tags(known?: (tag: number, field: ByteReader) => void): void {
    for (let count = this.uvarint(); count > 0; count--) {
      const tag = this.uvarint();
      const bytes = this.uvarint();
      const at = this.#take(bytes);
      known?.(tag, new ByteReader(this.#buffer.subarray(at, at + bytes)));
    }
  }
}
