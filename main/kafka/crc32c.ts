// CRC-32C (Castagnoli), which record batches carry and zlib does not have; eight bytes a step.

const POLYNOMIAL = 0x82f63b78;
const TABLE = new Uint32Array(8 * 256);
for (let i = 0; i < 256; i++) {
  let crc = i;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  TABLE[i] = crc;
}
for (let i = 256; i < TABLE.length; i++) {
  const before = TABLE[i - 256] ?? 0;
  TABLE[i] = (before >>> 8) ^ (TABLE[before & 255] ?? 0);
}

/** The checksum of bytes [from, to), as an unsigned number. */
export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  const table = TABLE;
  let crc = -1;
  let at = from;
  for (const last = to - 8; at <= last; at += 8) {
    const a = at;
    crc ^= byte(bytes, a) | (byte(bytes, a + 1) << 8) | (byte(bytes, a + 2) << 16) | (byte(bytes, a + 3) << 24);
    crc =
      word(table, 1792 + (crc & 255)) ^
      word(table, 1536 + ((crc >>> 8) & 255)) ^
      word(table, 1280 + ((crc >>> 16) & 255)) ^
      word(table, 1024 + (crc >>> 24)) ^
      word(table, 768 + byte(bytes, a + 4)) ^
      word(table, 512 + byte(bytes, a + 5)) ^
      word(table, 256 + byte(bytes, a + 6)) ^
      word(table, byte(bytes, a + 7));
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ word(table, (crc ^ byte(bytes, at)) & 255);
  return (crc ^ -1) >>> 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
function word(table: Uint32Array, at: number): number {
  return table[at] ?? 0;
}
