// Installers: dmg on macOS, nsis on Windows, AppImage and deb on Linux; each on its own system, as the native packages are.
//   node build/package.ts [--dir]      --dir: only the unpacked folder
// Without Electron's binary there is nothing to install: then it lays the folder out around a stub, for tests.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as packageApp } from 'electron-builder';
import { build, distFolder } from './build.ts';
import { electronDist, fetchElectron } from './electron-binary.ts';
import { builderConfiguration } from './electron-builder.ts';

const root = join(import.meta.dirname, '..');

/** Only the unpacked folder, around Electron's files or a stub's. For Linux, where `stub` is all that there is. */
export async function packageFolder(dist: string, output: string, electron = electronDist()): Promise<string> {
  const stub = electron === undefined ? await writeStub(join(output, 'stub-electron')) : undefined;
  await packageApp({
    projectDir: root,
    dir: true,
    publish: 'never',
    config: builderConfiguration({ dist, output, electronDist: electron ?? stub, stub: stub !== undefined }),
  });
  if (stub) await rm(stub, { recursive: true, force: true });
  return output;
}

/** What electron-builder looks for in Electron's files on this system. */
async function writeStub(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'locales'), { recursive: true });
  await mkdir(join(folder, 'resources'));
  for (const name of ['en-US.pak', 'ko.pak']) await writeFile(join(folder, 'locales', name), '');
  for (const name of ['electron', 'electron.exe']) {
    await writeFile(
      join(folder, name),
      '#!/bin/sh\necho "A stub of Electron: packaged where its binary could not be had." >&2\nexit 1\n',
    );
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

if (import.meta.main) {
  const output = join(root, 'out');
  await build();
  const real = electronDist() ?? ((await fetchElectron()) && electronDist());
  if (!real) {
    await packageFolder(distFolder, output);
    console.error(
      "Electron's binary cannot be fetched from here: there are no installers. The folder in out/ has a stub.",
    );
    process.exitCode = 1;
  } else if (process.argv.includes('--dir')) await packageFolder(distFolder, output, real);
  else {
    // Fetched per architecture by electron-builder, as one machine builds for several.
    const config = builderConfiguration({ dist: distFolder, output, electronDist: undefined, stub: false });
    for (const file of await packageApp({ projectDir: root, publish: 'never', config })) console.log(file);
  }
}
