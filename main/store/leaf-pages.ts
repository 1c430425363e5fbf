// The pages of a SQLite file as they lie in it (sqlite.org/fileformat2.html): where a table's rows are, and which row a byte
// belongs to. All numbers are big-endian. Whatever is not as it should be is `undefined`: SQLite itself has to read that file.

export type PageFile = {
  pageBytes: number;
  /** less than a page where some bytes of each are reserved */
  usableBytes: number;
  pages: number;
};

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const UTF8 = 1;
const [INTERIOR, LEAF] = [0x05, 0x0d];
const INTERIOR_HEADER = 12;
const LEAF_HEADER = 8;
/** A table with more levels would have more rows than fit into a file. */
const MOST_LEVELS = 20;

/** Of the first bytes of a file and its size. */
export function pageFileOf(header: Uint8Array, size: number): PageFile | undefined {
  if (header.length < HEADER_BYTES || Buffer.from(header.subarray(0, 16)).toString('latin1') !== MAGIC)
    return undefined;
  const pageBytes = u16(header, 16) === 1 ? 65_536 : u16(header, 16);
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || u32(header, 56) !== UTF8) return undefined;
  const pages = u32(header, 28);
  // A file that was cut or not yet grown; and a page count that an old SQLite did not keep.
  if (pages * pageBytes !== size || u32(header, 24) !== u32(header, 92)) return undefined;
  return { pageBytes, usableBytes: pageBytes - (header[20] ?? 0), pages };
}

/** The leaves of a table in the order of its rows: their pages, and a row that none of a leaf's rows is beyond (the last: Infinity). */
export type Leaves = { pages: Uint32Array; lastRows: Float64Array };

/** `read` gives a page, until the next one is read. */
export function leavesOf(file: PageFile, root: number, read: (page: number) => Uint8Array): Leaves | undefined {
  let level = { pages: [root], lastRows: [Number.POSITIVE_INFINITY] };
  // All leaves are equally deep: the first one tells how deep.
  let first = root;
  for (let depth = 0; depth < MOST_LEVELS; depth++) {
    if (first < 2 || first > file.pages) return undefined;
    const type = read(first)[0];
    if (type === LEAF) return { pages: Uint32Array.from(level.pages), lastRows: Float64Array.from(level.lastRows) };
    if (type !== INTERIOR) return undefined;
    const next: typeof level = { pages: [], lastRows: [] };
    for (const [index, page] of level.pages.entries()) {
      if (page < 2 || page > file.pages) return undefined;
      const last = level.lastRows[index] ?? Number.POSITIVE_INFINITY;
      if (!addChildren(file, read(page), last, next)) return undefined;
    }
    level = next;
    first = level.pages[0] ?? 0;
  }
  return undefined;
}

function addChildren(
  file: PageFile,
  page: Uint8Array,
  last: number,
  to: { pages: number[]; lastRows: number[] },
): boolean {
  const cells = u16(page, 3);
  if (page[0] !== INTERIOR || INTERIOR_HEADER + 2 * cells > file.usableBytes) return false;
  for (let cell = 0; cell < cells; cell++) {
    const at = u16(page, INTERIOR_HEADER + 2 * cell);
    if (at < INTERIOR_HEADER + 2 * cells || at + 5 > file.usableBytes) return false;
    to.pages.push(u32(page, at));
    to.lastRows.push(varint(page, at + 4));
  }
  to.pages.push(u32(page, 8));
  to.lastRows.push(last);
  return true;
}

/** A leaf within bytes that hold several: where it begins, and where its cells lie. */
export type Leaf = { start: number; cells: number; content: number; end: number };

export function leafAt(bytes: Uint8Array, start: number, { usableBytes }: PageFile): Leaf | undefined {
  const cells = u16(bytes, start + 3);
  const content = u16(bytes, start + 5) || 65_536;
  if (bytes[start] !== LEAF || content < LEAF_HEADER + 2 * cells || content > usableBytes) return undefined;
  return { start, cells, content: start + content, end: start + usableBytes };
}

/** Where a cell begins. */
export function cellAt(bytes: Uint8Array, { start }: Leaf, cell: number): number {
  return start + u16(bytes, start + LEAF_HEADER + 2 * cell);
}

/** A row is its cell's second number; the first is how long its columns are. */
export function rowAt(bytes: Uint8Array, cell: number): number {
  return varint(bytes, cell + varintLength(bytes, cell));
}

/**
 * The first cell from an index on whose columns are continued on other pages, where what is looked for may stand, too; the number
 * of cells where none is, -1 where one does not lie in the leaf.
 */
export function nextContinued(bytes: Uint8Array, leaf: Leaf, { usableBytes }: PageFile, from: number): number {
  const most = usableBytes - 35;
  const { cells, content, end } = leaf;
  for (let index = from; index < cells; index++) {
    const cell = cellAt(bytes, leaf, index);
    if (cell < content || cell + 4 > end) return -1;
    const first = bytes[cell] ?? 0;
    if (first < 0x80) continue;
    const second = bytes[cell + 1] ?? 0;
    if (second >= 0x80 ? varint(bytes, cell) > most : (((first & 0x7f) << 7) | second) > most) return index;
  }
  return cells;
}

/** The cell that a place in a leaf belongs to, and where the next one begins; -1 where the place belongs to none. */
export function cellOf(bytes: Uint8Array, leaf: Leaf, place: number): { cell: number; next: number } {
  let [cell, next] = [-1, leaf.end];
  for (let index = 0; index < leaf.cells; index++) {
    const at = cellAt(bytes, leaf, index);
    if (at <= place && at > cell) cell = at;
    if (at > place && at < next) next = at;
  }
  return { cell, next };
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 65_536 + u16(bytes, at + 2);
}

/** Seven bits a byte, the highest bit says that another one follows; of the ninth all eight. Exact below 2^53, as all rows are. */
function varint(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value;
  }
  return value * 256 + (bytes[at + 8] ?? 0);
}
function varintLength(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < 8; i++) if ((bytes[at + i] ?? 0) < 0x80) return i + 1;
  return 9;
}
