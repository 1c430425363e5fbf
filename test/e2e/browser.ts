// A real Chromium: TAILWATER_CHROMIUM names one, else one that is installed, else the one in the npm package.
import { existsSync } from 'node:fs';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export async function launchBrowser(): Promise<Browser> {
  const named = process.env.TAILWATER_CHROMIUM;
  const executablePath = named ?? INSTALLED.find((path) => existsSync(path)) ?? (await packaged.executablePath());
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
}
