declare module 'snappyjs' {
  /** Throws where the contents would be longer than maxLength bytes. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array<ArrayBuffer>;
  export function compress(data: Uint8Array): Uint8Array<ArrayBuffer>;
}
