import { EngineError } from '../../contract/errors.ts';
import type { Client, Output } from '../../contract/methods.ts';
import { type CollectOptions, readSession } from './collect-options.ts';
import { number, say, size } from './output.ts';
import { createProgress, type Progress } from './progress.ts';
import { waitFor, withEngine } from './with-engine.ts';

type Status = Output<'session.status'>;
type Tick = Output<'cache.tick'>;

/** Follows topics into a cache until Ctrl-C, or to the end with --until-end. Returns the exit code. */
export async function collect(options: CollectOptions & { cache: string }, interrupt: AbortSignal): Promise<number> {
  const session = await readSession(options);
  return withEngine(options.cache, 'write', async ({ client }) => {
    const before = await waitFor(client, 'cache.tick', () => true, interrupt);
    await client.call('session.open', session, interrupt);
    const { ended, status } = await follow(client, options.untilEnd ?? false, interrupt);
    await client.call('session.close', {});
    const after = await waitFor(client, 'cache.tick', () => true, AbortSignal.timeout(10_000));
    say(
      `${ended ? 'Read to the end' : 'Stopped'}: ${number(after.records - before.records)} records more, ` +
        `${number(after.records)} (${size(after.cacheBytes)}) in ${options.cache}.`,
    );
    if (status && status.elsewhere > 0)
      say(
        `${number(status.elsewhere)} of ${number(status.partitions)} partitions were being read by other members of the ` +
          `group ${status.group ?? ''}: this cache holds its own part only.`,
      );
    if (after.holes > 0)
      say(`The cache has ${number(after.holes)} holes: offsets that it does not hold; query names them.`);
    if (!ended) say('The next collect with this cache goes on from here.');
    return ended || !options.untilEnd ? 0 : 1;
  });
}

type Followed = { /** false: interrupted */ ended: boolean /** the last */; status: Status | undefined };

/** Throws what the session failed of. */
async function follow(client: Client, toEnd: boolean, interrupt: AbortSignal): Promise<Followed> {
  using progress = createProgress('Collecting');
  let tick: Tick | undefined;
  let status: Status | undefined;
  let behindAtStart = 0;
  const told = new Set<string>();
  const show = () => {
    if (!tick || !status) return;
    const lag = status.lagRecords;
    behindAtStart = Math.max(behindAtStart, lag ?? 0);
    const share = toEnd && lag !== null && behindAtStart > 0 ? 1 - lag / behindAtStart : null;
    const behind = lag === null ? '' : `, ${number(lag)} behind`;
    progress.update(share, `${number(tick.records)} records, ${number(status.recordsPerSecond)}/s${behind}`);
  };
  const leave = client.watch('cache.tick', (value) => {
    tick = value;
    show();
  });
  try {
    const last = await waitFor(
      client,
      'session.status',
      (value) => {
        if (value.state !== status?.state) tellState(value, progress);
        for (const { key, message } of value.warnings)
          if (isNew(told, key + message)) progress.say(`Warning: ${message}`);
        status = value;
        show();
        return value.state === 'ended' || value.state === 'failed';
      },
      interrupt,
    );
    if (last.state === 'failed')
      throw new EngineError(last.error ?? { code: 'internal', message: 'The session failed.' });
    return { ended: true, status: last };
  } catch (error) {
    if (interrupt.aborted) return { ended: false, status };
    throw error;
  } finally {
    leave();
  }
}

function tellState(status: Status, progress: Progress): void {
  if (status.state === 'connecting') progress.say('Connecting…');
  if (status.state === 'collecting')
    progress.say(
      `Following ${status.topics.join(', ')} (${status.partitions} partitions) in group ${status.group ?? ''}. Ctrl-C ends it.`,
    );
  if (status.state === 'paused') progress.say(`Paused: ${status.error?.message ?? 'the cache cannot be written now'}`);
}

function isNew(told: Set<string>, text: string): boolean {
  if (told.has(text)) return false;
  told.add(text);
  return true;
}
