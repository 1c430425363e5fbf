import { en as logs } from './logs.ts';
import { en as shell } from './shell.ts';

export const en = { shell, logs };
