import assert from 'node:assert/strict';

/** The answer that is final: those before are on the way to it. */
export async function last<T>(items: AsyncIterable<T>): Promise<T> {
  let latest: T | undefined;
  for await (const item of items) latest = item;
  assert.ok(latest !== undefined, 'an answer is due');
  return latest;
}
