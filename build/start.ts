// npm start: builds what is stale and opens the app on the person's own cache.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toErrorData } from '../main/contract/errors.ts';
import { interruptSignal } from '../main/hosts/cli/interrupt.ts';
import { integer } from '../main/hosts/cli/values.ts';
import { openApp } from './open-app.ts';

const HELP = `npm start -- [options]
  --browser         open it in the default browser, even where Electron is
  --no-open         print the page's address, open nothing
  --port N          loopback port of the page; default: any that is free
  --cache FOLDER    the cache; default: ${defaultCacheFolder()}`;

const interrupt = interruptSignal();
const say = (text: string) => console.log(text);

try {
  process.exitCode = await main();
} catch (error) {
  console.error(toErrorData(error).message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const values = readArguments();
  if (typeof values === 'string') {
    console.error(`${values}\n${HELP}`);
    return 2;
  }
  if (values.help) {
    say(HELP);
    return 0;
  }
  await using app = await openApp({
    folder: values.cache === undefined ? defaultCacheFolder() : resolve(values.cache),
    port: values.port,
    browser: values.browser,
    open: !values['no-open'],
    say,
  });
  say('Ctrl-C ends it.');
  const interrupted = new Promise<void>((done) => {
    if (interrupt.aborted) done();
    else interrupt.addEventListener('abort', () => done(), { once: true });
  });
  await Promise.race([interrupted, app.ended]);
  return 0;
}

/** A message where they are wrong. */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        cache: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return { ...values, port: values.port === undefined ? undefined : integer(0, 65_535)(values.port) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The installed app's: electron/main.ts keeps it in Electron's userData. */
function defaultCacheFolder(): string {
  const home = homedir();
  const data =
    process.platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : process.platform === 'win32'
        ? (process.env.APPDATA ?? join(home, 'AppData', 'Roaming'))
        : process.env.XDG_CONFIG_HOME || join(home, '.config');
  return join(data, 'Tailwater', 'tailwater-cache');
}
