// Kafka's classes as Java keeps them once they are loaded (an AppCDS archive): a broker then starts in half of the time. Made by a broker
// that is started for it and ends in peace; a Java that it does not fit goes without.
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureKafka, startCluster } from './kafka.ts';
import { classesOf } from './kafka-processes.ts';

const LONGEST_MS = 60_000;

/** Takes ten seconds the first time. Throws as startCluster does. */
export async function ensureClasses(): Promise<void> {
  const file = classesOf(await ensureKafka());
  if (existsSync(file)) return;
  const made = `${file}.${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'tailwater-classes-'));
  try {
    await using cluster = await startCluster({ folder, javaArguments: [`-XX:ArchiveClassesAtExit=${made}`] });
    const [broker] = cluster.brokers;
    if (broker?.pid) process.kill(broker.pid);
    const deadline = Date.now() + LONGEST_MS;
    while (broker?.pid && Date.now() < deadline) await sleep(100);
    // Where the disk is full, or Java did not end in time, there is none, or a part of it: brokers start without.
    if (broker?.pid) await cluster.stopBroker(broker.id, 'SIGKILL');
    else if (existsSync(made)) await rename(made, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(made, { force: true });
  }
}
