import { en as connect } from './connect.ts';
import { en as exports } from './export.ts';
import { en as health } from './health.ts';
import { en as logs } from './logs.ts';
import { en as shell } from './shell.ts';

export const en = { shell, logs, connect, health, exports };
