// Kafka's jars: from Maven Central through Maven, once, into the user's cache folder (outside the checkout).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const KAFKA_VERSION = '4.4.0';

/** Why a local Kafka cannot be had here; `message` says what to install. */
export class KafkaUnavailable extends Error {}

/** The folder for things that are fetched once: TAILWATER_DOWNLOADS, else the user's cache folder. */
export function downloadFolder(): string {
  const own = process.env.TAILWATER_DOWNLOADS;
  if (own) return own;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tailwater-build');
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'tailwater-build');
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tailwater-build');
}

/** The folder with Kafka's jars, fetched at the first call. Throws KafkaUnavailable without Java 17 or Maven. */
export async function ensureKafka(version = KAFKA_VERSION): Promise<string> {
  await requireTool('java', ['-version'], 'Java 17 or newer');
  const folder = join(downloadFolder(), `kafka-${version}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  await requireTool(maven(), ['-v'], 'Maven 3.8 or newer');
  await mkdir(downloadFolder(), { recursive: true });
  const work = await mkdtemp(join(downloadFolder(), 'fetching-'));
  try {
    await writeFile(join(work, 'pom.xml'), pom(version));
    await run(
      maven(),
      ['-q', '-B', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${work}`],
      { maxBuffer: 1 << 26, shell: process.platform === 'win32' },
    ).catch((error: Error & { stdout?: string }) => {
      const cause = error.stdout?.match(/\[ERROR\] (.*)/)?.[1] ?? error.message;
      throw new KafkaUnavailable(`Maven could not fetch Kafka ${version}: ${cause}`);
    });
    await writeFile(join(work, 'complete'), '');
    // Two processes may fetch at once: the first rename wins, and both folders hold the same jars.
    await rename(work, folder).catch(async (error) => {
      if (!existsSync(join(folder, 'complete'))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** Kafka before 4 manages its cluster in a ZooKeeper, if it is not told otherwise. */
export function isBefore(version: string, major: number, minor = 0): boolean {
  const [ofVersion = 0, minorOfVersion = 0] = version.split('.').map(Number);
  return ofVersion < major || (ofVersion === major && minorOfVersion < minor);
}

function maven(): string {
  return process.platform === 'win32' ? 'mvn.cmd' : 'mvn';
}

async function requireTool(command: string, args: string[], what: string): Promise<void> {
  await run(command, args, { shell: process.platform === 'win32' }).catch(() => {
    throw new KafkaUnavailable(`${what} is not installed (tried to run "${command}"); a local Kafka needs it`);
  });
}

/** Kafka itself, and what its own distribution adds: before 4 a logger; before 2 also what Java had then. */
function pom(version: string): string {
  const artifacts = [`org.apache.kafka:kafka_${isBefore(version, 2, 4) ? '2.12' : '2.13'}:${version}`];
  if (isBefore(version, 2)) artifacts.push('javax.xml.bind:jaxb-api:2.3.1');
  else if (isBefore(version, 4)) artifacts.push('org.slf4j:slf4j-reload4j:1.7.36');
  const dependencies = artifacts.map((artifact) => {
    const [group, name, its] = artifact.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${its}</version></dependency>\n`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tailwater</groupId><artifactId>embedded-kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
${dependencies.join('')}</dependencies>
</project>
`;
}
