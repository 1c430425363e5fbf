// Takes an asar archive apart, by its format: a pickled header of JSON, then the files' bytes one behind the other.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

type Entry = { files: Record<string, Entry> } | { size: number; offset?: string; unpacked?: boolean };
const Entry: z.ZodType<Entry> = z.lazy(() =>
  z.union([
    z.object({ files: z.record(z.string(), Entry) }),
    z.object({ size: z.number(), offset: z.string().optional(), unpacked: z.boolean().optional() }),
  ]),
);

/** Writes the packed files into the folder; returns the paths of all, and of those that lie outside of the archive. */
export async function extractAsar(archive: string, folder: string): Promise<{ packed: string[]; unpacked: string[] }> {
  const bytes = await readFile(archive);
  // Four 32-bit numbers: 4, the header's size with its padding, the same less 4, the length of the JSON.
  const filesAt = 8 + bytes.readUInt32LE(4);
  const header = bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12));
  const packed: string[] = [];
  const unpacked: string[] = [];
  const walk = async (entry: Entry, path: string): Promise<void> => {
    if ('files' in entry) {
      for (const [name, child] of Object.entries(entry.files))
        await walk(child, path === '' ? name : `${path}/${name}`);
    } else if (entry.unpacked) unpacked.push(path);
    else {
      const start = filesAt + Number(entry.offset ?? 0);
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes.subarray(start, start + entry.size));
      packed.push(path);
    }
  };
  await walk(Entry.parse(JSON.parse(header)), '');
  return { packed, unpacked };
}
