// The Java processes of one cluster: started with their log in a file, and ended with this process, whatever ends it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KafkaUnavailable } from './kafka-download.ts';

const run = promisify(execFile);
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type JavaProgram = { mainClass: string; args: string[]; heap: string; javaArguments?: string[] };
export type Started = {
  /** for messages, such as "broker 1" */
  what: string;
  logFile: string;
  /** loopback port that tells when it is ready */
  port: number;
};

/** of every cluster of this process */
const running = new Set<Set<ChildProcess>>();

function endAll(): void {
  for (const children of running) for (const child of children) child.kill('SIGKILL');
}

// A signal that nobody else handles ends this process without `exit`, and would leave the brokers behind in their groups.
function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  process.off(signal, endBySignal);
  process.kill(process.pid, signal);
}

function watchForEnd(): void {
  process.once('exit', endAll);
  for (const signal of SIGNALS) process.on(signal, endBySignal);
}

function stopWatching(): void {
  process.off('exit', endAll);
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}

/** Where kafka-classes.ts keeps the classes of a version. */
export function classesOf(jars: string): string {
  return join(jars, 'classes.jsa');
}

export class JavaProcesses {
  readonly #folder: string;
  readonly #jars: string;
  readonly #children = new Set<ChildProcess>();

  private constructor(folder: string, jars: string) {
    this.#folder = folder;
    this.#jars = jars;
    if (running.size === 0) watchForEnd();
    running.add(this.#children);
  }

  /** `folder` gets the configuration of their logging. */
  static async open(folder: string, jars: string): Promise<JavaProcesses> {
    await writeFile(join(folder, 'log4j2.yaml'), LOG4J2);
    await writeFile(join(folder, 'log4j.properties'), LOG4J1);
    return new JavaProcesses(folder, jars);
  }

  /** To its end; throws what the child process said. */
  async run(program: JavaProgram): Promise<void> {
    await run('java', this.#arguments(program));
  }

  /** Resolves when the port answers; throws KafkaUnavailable with the end of the log where it does not. */
  async start(program: JavaProgram, { what, logFile, port }: Started): Promise<ChildProcess> {
    const log = await open(logFile, 'a');
    const child = spawn('java', this.#arguments(program), {
      stdio: ['ignore', log.fd, log.fd],
      // A group of its own: a terminal's Ctrl-C reaches our group, and the brokers must outlive those who still talk to them.
      detached: process.platform !== 'win32',
    });
    await log.close();
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    const deadline = Date.now() + 60_000;
    while (!(await answers(port))) {
      if (!this.#children.has(child) || Date.now() > deadline)
        throw new KafkaUnavailable(`${what} did not start: ${await tail(logFile)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return child;
  }

  /** Resolves when the process is gone; by force after 15 s. */
  async stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.#children.has(child)) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    // A frozen broker would not hear the first signal. Windows has neither, and Node throws there.
    if (process.platform !== 'win32') child.kill('SIGCONT');
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(hard);
  }

  /** Stops all that is left. */
  async close(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.stop(child, signal)));
    running.delete(this.#children);
    if (running.size === 0) stopWatching();
  }

  #arguments({ mainClass, args, heap, javaArguments = [] }: JavaProgram): string[] {
    const classes = classesOf(this.#jars);
    return [
      `-Xmx${heap}`,
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      ...(existsSync(classes) ? [`-XX:SharedArchiveFile=${classes}`] : []),
      ...javaArguments,
      // Each version reads its own.
      `-Dlog4j2.configurationFile=${join(this.#folder, 'log4j2.yaml')}`,
      `-Dlog4j.configuration=file:${join(this.#folder, 'log4j.properties')}`,
      '-cp',
      `${this.#jars}${process.platform === 'win32' ? '\\' : '/'}*`,
      mainClass,
      ...args,
    ];
  }
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(-1500);
}

const LOG4J2 = `Configuration:
  status: warn
  Appenders:
    Console:
      name: STDOUT
      PatternLayout:
        pattern: "[%d] %p %m (%c)%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: STDOUT
`;
const LOG4J1 = `log4j.rootLogger=WARN, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=[%d] %p %m (%c)%n
`;
