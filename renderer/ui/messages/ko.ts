import { ko as connect } from './connect.ts';
import type { en } from './en.ts';
import { ko as exports } from './export.ts';
import { ko as health } from './health.ts';
import { ko as logs } from './logs.ts';
import { ko as shell } from './shell.ts';
import type { Messages } from './types.ts';

export const ko: Messages<typeof en> = { shell, logs, connect, health, exports };
