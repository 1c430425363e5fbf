// Bytes of a value, as hex with their ASCII, in lines of 16 or of 8. Pure.

export type HexLine = { at: string; hex: string; text: string };

export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** Lines of `width` bytes from line `from` on, at most `most` of them. */
export function hexLines(bytes: Uint8Array, from: number, most: number, width: 8 | 16): HexLine[] {
  const lines: HexLine[] = [];
  for (let line = from; line < from + most && line * width < bytes.length; line++) {
    const part = bytes.subarray(line * width, (line + 1) * width);
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
    const left = hex.slice(0, 8).join(' ').padEnd(23);
    lines.push({
      at: (line * width).toString(16).padStart(8, '0'),
      hex: width === 8 ? left : `${left}  ${hex.slice(8).join(' ')}`.padEnd(48),
      text: Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
    });
  }
  return lines;
}
