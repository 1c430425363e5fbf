// What goes into the packages, and what they are.
import type { Configuration } from 'electron-builder';

/** What electron-builder fills in. */
const macro = (name: 'platform' | 'arch') => `\${${name}}`;

export type PackageOptions = {
  /** the built parts: a folder named dist within the checkout (electron-builder matches by the path from there) */
  dist: string;
  output: string;
  /** Electron's files; absent: electron-builder fetches them */
  electronDist: string | undefined;
  /** a stand-in for Electron's files: it has no fuses */
  stub: boolean;
};

export function builderConfiguration(options: PackageOptions): Configuration {
  return {
    appId: 'dev.tailwater.app',
    productName: 'Tailwater',
    copyright: 'Copyright © the Tailwater developers',
    directories: { output: options.output, buildResources: 'assets' },
    icon: 'assets/icon.png',
    files: [
      {
        from: options.dist,
        to: 'dist',
        filter: ['{main,electron,renderer}/**', '!**/*.map', '!**/.built', '!main/cli.js'],
      },
      'package.json',
      // Of the native packages: what this platform loads, not what it was compiled from.
      '!node_modules/better-sqlite3/{deps,src,binding.gyp,README.md}',
      `!node_modules/better-sqlite3/prebuilds/!(${macro('platform')}-${macro('arch')}.node)`,
      '!node_modules/node-addon-api/**',
    ],
    asar: true,
    // Threads start from files, and native modules load from files; package.json says that they are ES modules.
    asarUnpack: ['**/dist/main/**', 'node_modules/**', 'package.json'],
    // Both native packages bring binaries of Node-API, which is stable over Node's and Electron's versions.
    npmRebuild: false,
    electronLanguages: ['en-US', 'ko'],
    ...(options.electronDist === undefined ? {} : { electronDist: options.electronDist }),
    ...(options.stub
      ? {}
      : {
          electronFuses: {
            runAsNode: false,
            enableNodeOptionsEnvironmentVariable: false,
            enableNodeCliInspectArguments: false,
            enableEmbeddedAsarIntegrityValidation: true,
            onlyLoadAppFromAsar: true,
            grantFileProtocolExtraPrivileges: false,
            // Changing the binary breaks the signature that an unsigned build on Apple silicon still needs.
            resetAdHocDarwinSignature: true,
          },
        }),
    // Deb wants a homepage; this name is reserved for examples and stands in until there is one.
    extraMetadata: { homepage: 'https://tailwater.example/' },
    mac: { category: 'public.app-category.developer-tools', target: [{ target: 'dmg', arch: ['x64', 'arm64'] }] },
    win: { target: 'nsis' },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    linux: {
      category: 'Development',
      synopsis: 'Log viewer for Apache Kafka',
      executableName: 'tailwater',
      maintainer: 'The Tailwater developers',
      target: ['AppImage', 'deb'],
    },
  };
}
