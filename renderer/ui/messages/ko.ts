import { ko as alerts } from './alerts.ts';
import { ko as clock } from './clock.ts';
import { ko as cluster } from './cluster.ts';
import { ko as connect } from './connect.ts';
import { ko as coverage } from './coverage.ts';
import type { Text } from './en.ts';
import { ko as errors } from './errors.ts';
import { ko as eventList } from './event-list.ts';
import { ko as events } from './events.ts';
import { ko as exports } from './export.ts';
import { ko as figures } from './figures.ts';
import { ko as first } from './first.ts';
import { ko as groups } from './groups.ts';
import { ko as health } from './health.ts';
import { ko as logs } from './logs.ts';
import { ko as partitionDetail } from './partition-detail.ts';
import { ko as records } from './records.ts';
import { ko as saidCluster } from './said-cluster.ts';
import { ko as connection } from './said-connection.ts';
import { ko as fill } from './said-fill.ts';
import { ko as saidGroups } from './said-groups.ts';
import { ko as saidRecords } from './said-records.ts';
import { ko as session } from './said-session.ts';
import { ko as shell } from './shell.ts';
import { ko as time } from './time.ts';
import { ko as timeline } from './timeline.ts';
import { ko as views } from './views.ts';
import { ko as watch } from './watch.ts';

export const ko: Text = {
  shell,
  alerts,
  figures,
  first,
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
  clock,
  said: { ...connection, ...session, ...fill, ...saidRecords, ...saidGroups, ...saidCluster },
};
