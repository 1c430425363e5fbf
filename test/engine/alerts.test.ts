// Alerts over a real cache: what is there already and what arrives is counted once, what fires is logged and outlives the process.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Alerts } from '../../main/alerts.ts';
import { derived, Value } from '../../main/base/watched.ts';
import type { Alert, AlertCondition, AlertEntry } from '../../main/contract/alerts.ts';
import type { HealthReport } from '../../main/contract/health.ts';
import type { SessionStatus } from '../../main/contract/session.ts';
import { openReader } from '../../main/store/reader.ts';
import { openWriter, type WriterWithProfiles } from '../../main/store/writer.ts';
import { makeBatch, send } from '../store/batches.ts';
import { temporaryFolder } from '../store/folders.ts';
import { openApp } from './open-app.ts';

const SECOND = 1_000_000;
const status: SessionStatus = {
  ...{ state: 'collecting', topics: [], warnings: [], recordsPerSecond: 0, bytesPerSecond: 0, lagRecords: 0 },
  ...{ partitions: 1, elsewhere: 0 },
};
const health: HealthReport = {
  ...{ sampledAt: null, error: null, troubles: [], clusterId: null, severity: 'unknown', group: null, brokers: [] },
  ...{ sampleTimes: [], partitions: [] },
};

/** A cache whose session is said to collect; records are written as a worker would. */
async function open(folder: string) {
  await using stack = new AsyncDisposableStack();
  const writer = stack.use(await openWriter(folder));
  const reader = stack.use(await openReader(folder, { threads: 1 }));
  const session = new Value(status);
  const sessions = { status: session, health: new Value(health) };
  const tick = derived(
    () => writer.tick(),
    (changed) => writer.onTick(changed),
  );
  const alerts = stack.use(await Alerts.open({ writer, reader, tick, sessions }));
  const resources = stack.move();
  return {
    ...{ writer, alerts, session, [Symbol.asyncDispose]: () => resources.disposeAsync() },
    state: (id: string) => alerts.state.get().alerts.find((one) => one.alert.id === id),
    async until(what: string, holds: () => boolean) {
      const deadline = Date.now() + 60_000;
      while (!holds()) {
        if (Date.now() > deadline) assert.fail(`${what}: ${JSON.stringify(alerts.state.get(), null, 1)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    log: async (): Promise<AlertEntry[]> => (await writer.alertLog({ before: null, limit: 200 })).entries,
  };
}

let next = 0;
/** So many errors of the last seconds, and one record that is none; `ageSeconds`: older. */
async function write(writer: WriterWithProfiles, errors: number, ageSeconds = 0): Promise<void> {
  const [part] = await writer.follow('c', [{ topic: 'app', partition: 0, start: next }]);
  assert.ok(part);
  const time = (Date.now() - ageSeconds * 1000) * 1000;
  const records = Array.from({ length: errors + 1 }, (_, i) => ({
    ...{ offset: next + i, time, level: i < errors ? 6 : 3, value: `{"n":${next + i}}` },
  }));
  const from = next;
  next += records.length;
  await send(writer, [makeBatch(part.slot, from, next, records)]);
}

const alert = (id: string, condition: AlertCondition, more: Partial<Alert> = {}): Alert => ({
  ...{ id, name: id, condition, pauseSeconds: 3600, on: true },
  ...more,
});
const count = { on: 'count' as const, filter: 'level >= error', topics: ['app'], than: 'above' as const, seconds: 600 };
const errors = (records: number): AlertCondition => ({
  ...count,
  records,
});

test('what is in the cache and what arrives is counted, once, by its own time; what fires is logged and told', async () => {
  next = 0;
  using folder = temporaryFolder();
  await using app = await open(folder.path);
  await write(app.writer, 3);
  // Read late: neither within the window nor a burst.
  await write(app.writer, 50, 3000);
  const abort = new AbortController();
  const heard = app.alerts.fired(abort.signal);
  const first = heard.next();
  await app.alerts.save(alert('many', errors(5)));
  await app.until(
    'the three are counted',
    () => app.state('many')?.value === 3 && app.state('many')?.state === 'quiet',
  );
  await write(app.writer, 2);
  await app.until('two more, and not enough', () => app.state('many')?.value === 5);
  assert.equal(app.state('many')?.state, 'quiet');
  await write(app.writer, 1, 100);
  await app.until('it fires', () => app.state('many')?.state === 'firing');
  const { value: told } = await first;
  const [entry, ...more] = await app.log();
  assert.deepEqual(more, []);
  assert.deepEqual(told, entry);
  assert.deepEqual([entry?.value, entry?.quiet, entry?.name], [6, false, 'many']);
  assert.ok(entry && entry.to - entry.from === 600 * SECOND);
  // It goes on to hold, and is told once.
  await write(app.writer, 4);
  await app.until('ten', () => app.state('many')?.value === 10);
  assert.equal((await app.log()).length, 1);
  abort.abort();
  assert.equal((await heard.next()).done, true);
});

test('silence is judged only where nothing is missing; without a session nothing is', async () => {
  next = 0;
  using folder = temporaryFolder();
  await using app = await open(folder.path);
  await write(app.writer, 1, 2000);
  const silence: AlertCondition = { on: 'count', filter: '', topics: null, than: 'below', records: 1, seconds: 600 };
  await app.alerts.save(alert('silence', silence));
  await app.until('silent for ten minutes', () => app.state('silence')?.state === 'firing');
  app.session.set({ ...status, state: 'idle' });
  await app.until('not judged', () => app.state('silence')?.why === 'no-session');
  app.session.set(status);
  await app.until('again', () => app.state('silence')?.state === 'firing');
  assert.equal((await app.log()).length, 1, 'within its pause it is not told again');
  // A hole whose end nobody knows may lie within these ten minutes.
  const [part] = await app.writer.follow('c', [{ topic: 'app', partition: 0, start: next }]);
  await app.writer.addHole(part?.slot ?? -1, next, next + 10, 'deleted-by-retention');
  await app.until('missing', () => app.state('silence')?.why === 'missing');
});

test('one that is removed while it is saved is gone; one that is refused holds up no other', async () => {
  using folder = temporaryFolder();
  await using app = await open(folder.path);
  const off = { on: false };
  // The answer that it is saved comes late: the other would be done by then.
  const { saveAlert } = app.writer;
  app.writer.saveAlert = async (saved) => {
    await saveAlert(saved);
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await Promise.all([app.alerts.save(alert('gone', errors(1))), app.alerts.remove('gone')]);
  assert.equal(app.state('gone'), undefined);
  assert.deepEqual(await app.writer.alerts(), []);
  for (let i = 0; i < 50; i++) await saveAlert(alert(`a${i}`, errors(1), off));
  const [refused] = await Promise.allSettled([
    app.alerts.save(alert('one more', errors(1), off)),
    app.alerts.save(alert('a7', errors(2), off)),
  ]);
  assert.equal(refused.status, 'rejected');
  assert.deepEqual(app.state('a7')?.alert.condition, errors(2));
});

test('alerts, quiet hours and the log outlive the process, and so does the pause; what is off is not judged', async () => {
  next = 0;
  using folder = temporaryFolder();
  {
    await using app = await open(folder.path);
    await app.alerts.setQuiet({ on: true, from: 0, to: 0, days: [0, 1, 2, 3, 4, 5, 6], zone: 'Asia/Seoul' });
    await write(app.writer, 8);
    await app.alerts.save(alert('many', errors(5)));
    await app.alerts.save(alert('off', errors(5), { on: false }));
    await app.until('it fires', () => app.state('many')?.state === 'firing');
    assert.equal((await app.log())[0]?.quiet, true, 'logged, in quiet hours');
    assert.equal(app.state('off')?.state, 'off');
  }
  await using app = await open(folder.path);
  assert.equal(app.alerts.state.get().quiet.zone, 'Asia/Seoul');
  await app.until('it holds again', () => app.state('many')?.state === 'firing');
  assert.equal((await app.log()).length, 1, 'its pause goes on');
  assert.equal(app.alerts.state.get().newestEntry, 1);
  // Another condition has not fired yet.
  await app.alerts.save(alert('many', errors(6)));
  await app.until('it fires anew', () => app.alerts.state.get().newestEntry === 2);
  await app.alerts.remove('many');
  assert.equal(app.state('many'), undefined);
  assert.equal((await app.log()).length, 2, 'the log keeps what is gone');
});

test('a filter that does not parse is refused and says where; too many are, too; a cache that is read has none', async () => {
  using folder = temporaryFolder();
  {
    await using app = await openApp({ cacheFolder: folder.path });
    const broken: AlertCondition = { ...count, records: 1, filter: 'level: (error or' };
    const refusal = await app.client.call('alerts.save', alert('x', broken)).catch((error: unknown) => error);
    assert.ok(refusal instanceof Error && 'data' in refusal);
    assert.partialDeepStrictEqual(refusal.data, { code: 'bad-filter', position: 16 });
    for (let i = 0; i < 50; i++) await app.client.call('alerts.save', alert(`a${i}`, errors(1), { on: false }));
    await assert.rejects(app.client.call('alerts.save', alert('one more', errors(1))), { code: 'bad-input' });
    await app.client.call('alerts.save', alert('a7', errors(2), { on: false }));
  }
  await using app = await openApp({ cacheFolder: folder.path, mode: 'read' });
  await assert.rejects(app.client.call('alerts.save', alert('x', errors(1))), { code: 'read-only' });
  assert.deepEqual(await app.client.call('alerts.log', { before: null, limit: 10 }), { entries: [], more: false });
});

test('the log keeps the newest thousand, by pages', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const entry = { alert: 'a', name: 'a', condition: errors(1), from: 1, to: 2, value: 2, subjects: [], quiet: false };
  for (let at = 1; at <= 1005; at++) await writer.noteAlert({ ...entry, at });
  const newest = await writer.alertLog({ before: null, limit: 200 });
  assert.deepEqual([newest.entries[0]?.id, newest.entries.length, newest.more], [1005, 200, true]);
  const oldest = await writer.alertLog({ before: 10, limit: 200 });
  assert.deepEqual([oldest.entries.map(({ id }) => id), oldest.more], [[9, 8, 7, 6], false]);
});
