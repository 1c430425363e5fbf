// One fault of the list at the end of the ingest rules: struck, judged by the ledger, and a row of the table.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../build/demo/random.ts';
import type { Verdict } from './ledger.ts';
import { howToRepeat, randomOf } from './seeds.ts';
import { type Row, tableOf } from './table.ts';

export type Strike = {
  random: Random;
  /** a folder that is removed afterwards */
  folder: string;
};
export type Outcome = {
  /** how often the fault struck */
  tried: number;
  verdicts: Verdict[];
  resumeMs?: number;
  note?: string;
};

const rows: Row[] = [];

export function fault(name: string, strike: (given: Strike) => Promise<Outcome>): void {
  test(name, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailwater-faults-'));
    const row: Row = { fault: name, tried: 1, survived: 0, sent: 0, named: 0, lost: 0, doubled: 0, seconds: 0 };
    const started = performance.now();
    try {
      const { tried, verdicts, ...rest } = await strike({ random: randomOf(name), folder });
      const sum = (count: (one: Verdict) => number) => verdicts.reduce((total, one) => total + count(one), 0);
      Object.assign(row, rest, {
        tried,
        sent: sum((one) => one.sent),
        named: sum((one) => one.named),
        lost: sum((one) => one.lost),
        // What nobody sent so is as bad as what is there twice.
        doubled: sum((one) => one.doubled + one.extra),
      });
      const faults = verdicts.flatMap((one) => one.faults);
      assert.deepEqual({ lost: row.lost, doubled: row.doubled }, { lost: 0, doubled: 0 }, faults.join('; '));
      assert.ok(row.sent > 0, 'nothing was sent');
      row.survived = tried;
    } catch (error) {
      // Also where the reporter shows nothing but the cause.
      console.error(`FAILED ${howToRepeat(name)}`);
      throw error;
    } finally {
      row.seconds = Math.round((performance.now() - started) / 100) / 10;
      note(row);
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Polls until it holds; fails, saying what it waited for, after three minutes. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`waited three minutes for ${what}`);
    await sleep(50);
  }
}

/** To the file of the run where there is one (build/test-faults.ts); else this file's own table comes at its end. */
function note(row: Row): void {
  const file = process.env.TAILWATER_FAULTS_ROWS;
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
  else if (rows.push(row) === 1) process.once('exit', () => console.log(tableOf(rows)));
}
