// The records of one decompressed batch, read in place: where the parts of each lie.

/** One record's parts as places in the bytes; from -1: null. Used again for every record, so that nothing is allocated. */
export class RecordReader {
  bytes: Buffer = Buffer.alloc(0);
  /** what is left is [at, bytes.length) */
  at = 0;
  /** where the record lies, behind its length */
  from = 0;
  to = 0;
  timestampDelta = 0;
  offsetDelta = 0;
  keyFrom = 0;
  keyTo = 0;
  valueFrom = 0;
  valueTo = 0;
  headers = 0;
  /** where the first header begins */
  headersAt = 0;

  open(bytes: Buffer): void {
    this.bytes = bytes;
    this.at = 0;
  }

  /** Goes to the next record; false where its length does not fit: then nothing behind it can be read either. */
  next(): boolean {
    const length = this.#varint();
    this.from = this.at;
    this.to = this.from + length;
    if (length < 0 || this.to > this.bytes.length) return false;
    this.at = this.to;
    return true;
  }

  /** Reads the parts of the record that next() went to; false where they do not fit into it. */
  parts(): boolean {
    const after = this.at;
    // The first byte is the record's attributes, of which Kafka uses none.
    this.at = this.from + 1;
    this.timestampDelta = this.#varlong();
    this.offsetDelta = this.#varint();
    const keyLength = this.#varint();
    this.keyFrom = keyLength < 0 ? -1 : this.at;
    this.keyTo = this.at += Math.max(0, keyLength);
    const valueLength = this.#varint();
    this.valueFrom = valueLength < 0 ? -1 : this.at;
    this.valueTo = this.at += Math.max(0, valueLength);
    this.headers = this.#varint();
    this.headersAt = this.at;
    const fits = this.at <= this.to && this.headers >= 0;
    this.at = after;
    return fits;
  }

  /** The headers of the record, in order; undefined where they do not fit into it. */
  readHeaders(): { name: string; value: Buffer | null }[] | undefined {
    const after = this.at;
    const list: { name: string; value: Buffer | null }[] = [];
    this.at = this.headersAt;
    for (let i = 0; i < this.headers && this.at < this.to; i++) {
      const nameLength = this.#varint();
      const name = this.bytes.toString('utf8', this.at, this.at + Math.max(0, nameLength));
      this.at += Math.max(0, nameLength);
      const valueLength = this.#varint();
      const value = valueLength < 0 ? null : this.bytes.subarray(this.at, this.at + valueLength);
      this.at += Math.max(0, valueLength);
      list.push({ name, value });
    }
    const fits = this.at <= this.to && list.length === this.headers;
    this.at = after;
    return fits ? list : undefined;
  }

  #varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    let value = byte & 127;
    for (let shift = 7; byte > 127 && shift < 35; shift += 7) {
      byte = bytes[this.at++] ?? 0;
      value |= (byte & 127) << shift;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** Exact up to 2^53, which is the year 287396 in milliseconds. */
  #varlong(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    let value = byte & 127;
    for (let unit = 128; byte > 127 && unit < 2 ** 70; unit *= 128) {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 127) * unit;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
