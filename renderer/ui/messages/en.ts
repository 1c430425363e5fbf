import { SAYINGS as said } from '../../../main/contract/told.ts';
import { en as alerts } from './alerts.ts';
import { en as clock } from './clock.ts';
import { en as cluster } from './cluster.ts';
import { en as connect } from './connect.ts';
import { en as coverage } from './coverage.ts';
import { en as errors } from './errors.ts';
import { en as eventList } from './event-list.ts';
import { en as events } from './events.ts';
import { en as exports } from './export.ts';
import { en as figures } from './figures.ts';
import { en as first } from './first.ts';
import { en as groups } from './groups.ts';
import { en as health } from './health.ts';
import { en as logs } from './logs.ts';
import { en as partitionDetail } from './partition-detail.ts';
import { en as records } from './records.ts';
import { en as shell } from './shell.ts';
import { en as time } from './time.ts';
import { en as timeline } from './timeline.ts';
import type { Messages } from './types.ts';
import { en as views } from './views.ts';
import { en as watch } from './watch.ts';

/** Every message, in whichever language. */
export type Text = Messages<typeof en>;

export const en = {
  shell,
  alerts,
  figures,
  first,
  clock,
  logs,
  timeline,
  coverage,
  cluster,
  connect,
  health,
  events,
  eventList,
  groups,
  exports,
  errors,
  partitionDetail,
  records,
  time,
  views,
  watch,
  said,
};
