// What happens in the demo's shop: traffic that grows over the morning, and two kinds of incident that come back.
//
//   database  a release leaks connections: postgres refuses, billing throws, orders time out, the gateway answers 502
//   intruder  one address tries stolen passwords: failed logins, locked accounts, a firewall rule
export type Incident = 'database' | 'intruder';

/** How bad each incident is at a moment, 0 to 1. */
export type Moment = { timeMs: number; database: number; intruder: number };

const MINUTE = 60_000;
/** Minutes from the moment when live traffic begins: two incidents lie in the history, and the live ones begin soon. */
const HISTORY: { kind: Incident; from: number; to: number }[] = [
  { kind: 'intruder', from: -44, to: -39 },
  { kind: 'database', from: -24, to: -17 },
];
/** Live, every so many minutes an incident begins; the two kinds take turns. */
const LIVE_EVERY = 4;
const LIVE_FIRST = 1.5;
const LIVE_LENGTH = 1.2;

export function momentAt(timeMs: number, liveFromMs: number): Moment {
  const moment = { timeMs, database: 0, intruder: 0 };
  const minutes = (timeMs - liveFromMs) / MINUTE;
  for (const { kind, from, to } of HISTORY) moment[kind] = Math.max(moment[kind], strength(minutes, from, to));
  const round = Math.floor((minutes - LIVE_FIRST) / LIVE_EVERY);
  if (round >= 0) {
    const from = LIVE_FIRST + round * LIVE_EVERY;
    const kind = round % 2 === 0 ? 'database' : 'intruder';
    moment[kind] = Math.max(moment[kind], strength(minutes, from, from + LIVE_LENGTH));
  }
  return moment;
}

/** Rises over the first third, falls over the last tenth: trouble comes slowly and is mended at once. */
function strength(at: number, from: number, to: number): number {
  const share = (at - from) / (to - from);
  if (share <= 0 || share >= 1) return 0;
  return Math.min(1, share * 3, (1 - share) * 10);
}

/** Traffic as a share of the live rate: an hour ago it was a fifth, and it breathes a little. */
export function trafficAt(timeMs: number, liveFromMs: number): number {
  const hours = Math.min(0, (timeMs - liveFromMs) / (60 * MINUTE));
  const morning = 0.2 + 0.8 * Math.max(0, 1 + hours) ** 4;
  return morning * (1 + 0.12 * Math.sin(timeMs / 47_000) + 0.06 * Math.sin(timeMs / 9_000));
}
