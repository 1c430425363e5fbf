// Compiles the one WebAssembly module, which is kept as text beside the file that this writes: what runs from the sources, from a
// bundle and from the packaged application alike imports that file. The tests see whether it is current.
//   node build/wasm.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import makeWabt from 'wabt';

const store = join(import.meta.dirname, '..', 'main', 'store');
export const compiledFile = join(store, 'substring-wasm.ts');

/** What compiledFile has to hold. */
export async function compiledModule(): Promise<string> {
  const wabt = await makeWabt();
  const parsed = wabt.parseWat('substring.wat', readFileSync(join(store, 'substring.wat'), 'utf8'), { simd: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const lines =
    Buffer.from(buffer)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  return [
    '// substring.wat, compiled by build/wasm.ts. Not to be edited.',
    'export const SUBSTRING_WASM =',
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(compiledFile, await compiledModule());
