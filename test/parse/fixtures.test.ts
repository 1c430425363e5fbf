// The samples of test/fixtures: the time and the level of each line are those that the line above names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LEVELS } from '../../main/contract/units.ts';
import { scanValue } from '../../main/parse/value.ts';

const NOW = Date.UTC(2026, 1, 1) * 1000;

for (const file of ['json.log', 'text.log'])
  test(file, async (t) => {
    const lines = readFileSync(join(import.meta.dirname, '../fixtures', file), 'utf8')
      .split('\n')
      .slice(0, -1);
    for (const [i, line] of lines.entries()) {
      const wanted = /^#> (\S+) (\S+)$/.exec(lines[i - 1] ?? '');
      if (line.startsWith('#')) continue;
      assert.ok(wanted, `line ${i + 1} has no expectation above it`);
      await t.test(`${i + 1}: ${line.slice(0, 60)}`, () => assert.equal(read(line), `${wanted[1]} ${wanted[2]}`));
    }
  });

/** Where the value lies in a larger buffer must not matter, nor what is around it. */
function read(line: string): string {
  const text = Buffer.from(line.replaceAll('\\e', '\x1b'));
  const around = Buffer.from('9"}]ERROR');
  const bytes = Buffer.concat([around, text, around]);
  const found = { time: 0, level: 0 };
  scanValue(bytes, around.length, around.length + text.length, NOW, found);
  const level = found.level === 0 ? '-' : LEVELS[found.level];
  if (Number.isNaN(found.time)) return `- ${level}`;
  if (!Number.isFinite(found.time)) return `absurd ${level}`;
  const micros = String(((found.time % 1000) + 1000) % 1000).padStart(3, '0');
  const iso = new Date(Math.floor(found.time / 1000)).toISOString().replace('Z', `${micros}Z`);
  return `${iso.replace('.000000Z', 'Z').replace('000Z', 'Z')} ${level}`;
}
