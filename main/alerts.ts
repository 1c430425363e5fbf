// Keeps alerts judged over a cache and its session: counts what arrives for those on filters, looks at each of them every second,
// and logs what fires.
import { setTimeout as sleep } from 'node:timers/promises';
import { begun, type Course, next } from './alerts/course.ts';
import { type Following, judgeCount, needsCoverage, stillFollowing } from './alerts/judge-count.ts';
import { judgeHealth } from './alerts/judge-health.ts';
import { judgeSilence } from './alerts/judge-silence.ts';
import { isQuietAt } from './alerts/quiet-hours.ts';
import { SecondCounts } from './alerts/second-counts.ts';
import { notJudged, type Verdict } from './alerts/verdict.ts';
import { Value } from './base/watched.ts';
import type { Alert, AlertEntry, AlertState, Alerts as AlertsNow, QuietHours } from './contract/alerts.ts';
import { type ErrorData, toErrorData } from './contract/errors.ts';
import type { Watched } from './contract/methods.ts';
import type { Coverage, Tick } from './contract/records.ts';
import type { Micros, RowId } from './contract/units.ts';
import { judge } from './matches.ts';
import { parseFilter } from './query/grammar.ts';
import type { Sessions } from './sessions.ts';
import type { Reader } from './store/types.ts';
import type { WriterWithProfiles } from './store/writer.ts';

const LOOK_MS = 1_000;
/** Holes seldom come: the coverage is asked for again after so long. */
const COVERAGE_MS = 5_000;
const TRY_AGAIN_MS = 10_000;
const SECOND = 1_000_000;
const PAGE = 200;

export type AlertsOptions = {
  writer: WriterWithProfiles;
  reader: Reader;
  tick: Watched<Tick>;
  sessions: Pick<Sessions, 'status' | 'health'>;
};

/** One alert that is on: how it stands, and what it counts. */
type Kept = {
  alert: Alert;
  course: Course;
  verdict: Verdict;
  /** why it cannot be counted */
  error: ErrorData | null;
  /** why what fired is not in the log */
  unlogged: ErrorData | null;
  /** ends the counting */
  ending: AbortController;
  /** undefined: what is there already is not counted yet */
  counted: { counts: SecondCounts; upTo: RowId; at: Micros } | undefined;
  counting: Promise<void>;
};

export class Alerts implements AsyncDisposable {
  readonly state: Value<AlertsNow>;
  readonly #options: AlertsOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<(entry: AlertEntry) => void>();
  readonly #timer: NodeJS.Timeout;
  #quiet: QuietHours;
  #newestEntry: number;
  #coverage: { at: number; known: Coverage } | undefined;
  #following: Following | null = null;
  #looking: Promise<void> | undefined;
  /** ends when the last change to what is kept has */
  #turn: Promise<void> = Promise.resolve();

  private constructor(options: AlertsOptions, quiet: QuietHours, newestEntry: number) {
    this.#options = options;
    this.#quiet = quiet;
    this.#newestEntry = newestEntry;
    this.state = new Value<AlertsNow>({ alerts: [], quiet, isQuiet: false, newestEntry });
    this.#timer = setInterval(() => void this.#lookSoon(), LOOK_MS);
  }

  static async open(options: AlertsOptions): Promise<Alerts> {
    const { writer } = options;
    const [list, quiet] = [await writer.alerts(), await writer.quietHours()];
    const lastFired = new Map<string, Micros>();
    let newest = 0;
    for (let before: number | null = null; ; ) {
      const { entries, more } = await writer.alertLog({ before, limit: PAGE });
      newest ||= entries[0]?.id ?? 0;
      for (const { alert, at } of entries) lastFired.set(alert, Math.max(at, lastFired.get(alert) ?? at));
      before = entries.at(-1)?.id ?? null;
      if (!more) break;
    }
    const alerts = new Alerts(options, quiet ?? noQuietHours(), newest);
    for (const alert of list) alerts.#keep(alert, lastFired.get(alert.id) ?? null);
    alerts.#publish(nowMicros());
    return alerts;
  }

  /** Under a new id, or over the one of the same id. Throws bad-filter, and bad-input where there are too many. */
  async save(alert: Alert): Promise<void> {
    if (alert.condition.on === 'count') parseFilter(alert.condition.filter);
    await this.#inTurn(() => this.#save(alert));
  }

  async #save(alert: Alert): Promise<void> {
    await this.#options.writer.saveAlert(alert);
    const old = this.#kept.get(alert.id);
    const isSame = JSON.stringify(old?.alert.condition) === JSON.stringify(alert.condition);
    if (old && isSame && old.alert.on && alert.on) old.alert = alert;
    else {
      await this.#leave(alert.id);
      // Another condition has not fired yet.
      this.#keep(alert, isSame ? (old?.course.lastFired ?? null) : null);
    }
    await this.#looking;
    await this.#lookSoon();
  }

  async remove(id: string): Promise<void> {
    await this.#inTurn(async () => {
      await this.#options.writer.removeAlert(id);
      await this.#leave(id);
      this.#publish(nowMicros());
    });
  }

  /** One after the other: two that change what is kept would leave one counting that nobody knows, or keep what was removed. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act);
    // Who asked for it is told why it failed; the next one goes on.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async setQuiet(quiet: QuietHours): Promise<void> {
    await this.#options.writer.saveQuietHours(quiet);
    this.#quiet = quiet;
    this.#publish(nowMicros());
  }

  /** What fires from now on, until the signal aborts. */
  async *fired(signal: AbortSignal): AsyncGenerator<AlertEntry, void> {
    const waiting: AlertEntry[] = [];
    let wake = () => {};
    const listen = (entry: AlertEntry) => {
      waiting.push(entry);
      wake();
    };
    const stop = () => wake();
    this.#listeners.add(listen);
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        const entry = waiting.shift();
        if (entry) yield entry;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#listeners.delete(listen);
      signal.removeEventListener('abort', stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
    await this.#looking;
    await Promise.all([...this.#kept.keys()].map((id) => this.#leave(id)));
  }

  #keep(alert: Alert, lastFired: Micros | null): void {
    const kept: Kept = {
      ...{ alert, course: begun(nowMicros(), lastFired), verdict: notJudged('starting'), error: null },
      ...{ unlogged: null, ending: new AbortController(), counted: undefined, counting: Promise.resolve() },
    };
    this.#kept.set(alert.id, kept);
    if (alert.on && alert.condition.on === 'count') kept.counting = this.#count(kept);
  }

  async #leave(id: string): Promise<void> {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    kept?.ending.abort();
    await kept?.counting;
  }

  /** What there is of its window already, and then what arrives. What fails is tried again, but for a filter that is none. */
  async #count(kept: Kept): Promise<void> {
    const { signal } = kept.ending;
    while (!signal.aborted) {
      try {
        await this.#countOn(kept, signal);
      } catch (error) {
        if (signal.aborted) return;
        kept.error = toErrorData(error);
        kept.counted = undefined;
        if (kept.error.code === 'bad-filter') return;
        await sleep(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #countOn(kept: Kept, signal: AbortSignal): Promise<void> {
    const { condition } = kept.alert;
    if (condition.on !== 'count') return;
    const { filter, topics, seconds } = condition;
    const { reader, tick } = this.#options;
    const counts = new SecondCounts();
    // A window that looks for silence ends a little before now.
    const oldest = (at: Micros) => (Math.floor(at / SECOND) - seconds - 60) * SECOND;
    const look = async (after: RowId) => {
      const at = nowMicros();
      const found = await reader.counted({ filter, topics, after, from: oldest(at) }, signal);
      counts.add(found.counts);
      kept.counted = { counts, upTo: found.upTo, at };
      kept.error = null;
      return found;
    };
    for await (const { upTo } of judge(tick, 0, look, signal)) {
      counts.forget(oldest(nowMicros()));
      if (upTo > 0) await sleep(LOOK_MS, undefined, { signal });
    }
  }

  #lookSoon(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { sessions, tick } = this.#options;
    const known = { session: sessions.status.get().state, tick: tick.get() };
    this.#following = stillFollowing(this.#following, known, nowMicros());
    const coverage = await this.#coverageNow();
    const now = nowMicros();
    const fired: AlertEntry[] = [];
    for (const kept of this.#kept.values()) {
      if (!kept.alert.on) continue;
      kept.verdict = kept.error ? notJudged('error') : this.#judge(kept, coverage, now);
      const before = kept.course;
      const { course, fires } = next(before, kept.alert, kept.verdict, now);
      kept.course = course;
      if (!fires || !kept.verdict.judged) continue;
      try {
        fired.push(await this.#log(kept, kept.verdict, now));
        kept.unlogged = null;
      } catch (error) {
        // It has not fired before it is in the log: it is tried again at the next look.
        kept.unlogged = toErrorData(error);
        kept.course = before;
      }
    }
    this.#publish(now);
    for (const entry of fired) for (const tell of this.#listeners) tell(entry);
  }

  #judge({ alert, counted }: Kept, coverage: Coverage | undefined, now: Micros): Verdict {
    const { sessions, tick } = this.#options;
    const session = sessions.status.get().state;
    const { condition } = alert;
    if (condition.on === 'count') {
      const latest = tick.get();
      const isWhole = counted && counted.upTo >= latest.newestRow;
      const countedAt = isWhole ? now : (counted?.at ?? now);
      const following = this.#following;
      return judgeCount(
        condition,
        { session, tick: latest, coverage, following, counts: counted?.counts, countedAt },
        now,
      );
    }
    // A session that has read to its end still looks at the cluster.
    if (session === 'idle') return notJudged('no-session');
    if (condition.on === 'silent') return judgeSilence(sessions.status.get(), sessions.health.get(), now);
    return judgeHealth(condition, sessions.health.get(), now);
  }

  async #log({ alert, course }: Kept, verdict: Extract<Verdict, { judged: true }>, now: Micros): Promise<AlertEntry> {
    const { id, name, condition } = alert;
    const { value, subjects } = verdict;
    const window = verdict.window ?? { from: course.holdsSince ?? now, to: now };
    const quiet = isQuietAt(this.#quiet, now);
    const entry = { alert: id, name, condition, at: now, ...window, value, subjects, quiet };
    const noted = await this.#options.writer.noteAlert(entry);
    this.#newestEntry = noted.id;
    return noted;
  }

  /** Asked for only where somebody looks for silence, or for a time that may be from before the cache. */
  async #coverageNow(): Promise<Coverage | undefined> {
    const known = { tick: this.#options.tick.get(), following: this.#following };
    const isWanted = [...this.#kept.values()].some(
      ({ alert: { on, condition } }) => on && condition.on === 'count' && needsCoverage(condition, known, nowMicros()),
    );
    if (!isWanted) return undefined;
    if (!this.#coverage || performance.now() - this.#coverage.at > COVERAGE_MS) {
      const at = performance.now();
      // Where it cannot be told, silence is not judged; a query says what is wrong.
      const coverage = await this.#options.reader.coverage().catch(() => undefined);
      this.#coverage = coverage && { at, known: coverage };
    }
    return this.#coverage?.known;
  }

  #publish(now: Micros): void {
    const alerts = [...this.#kept.values()]
      .map(stateOf)
      .toSorted((a, b) => (a.alert.name < b.alert.name ? -1 : Number(a.alert.name > b.alert.name)));
    this.state.update({
      ...{ alerts, quiet: this.#quiet, isQuiet: isQuietAt(this.#quiet, now), newestEntry: this.#newestEntry },
    });
  }
}

function stateOf({ alert, course, verdict, error, unlogged }: Kept): AlertState {
  const { since, lastFired } = course;
  const known = verdict.judged && alert.on;
  return {
    ...{ alert, since, lastFired },
    state: alert.on ? course.state : 'off',
    value: known ? verdict.value : null,
    subjects: known ? verdict.subjects : [],
    why: alert.on && !verdict.judged ? verdict.why : null,
    error: alert.on ? (error ?? unlogged) : null,
  };
}

/** Until somebody sets others. */
export function noQuietHours(): QuietHours {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { on: false, from: 22 * 60, to: 7 * 60, days: [0, 1, 2, 3, 4, 5, 6], zone };
}

function nowMicros(): Micros {
  return Date.now() * 1000;
}
