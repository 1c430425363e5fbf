// Where the window opens: never where nobody could reach it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fitWindow, parseWindowState } from '../../electron/window-state.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const monitor = { x: 1440, y: 0, width: 2560, height: 1400 };
const at = (x: number, y: number, width = 1000, height = 700) => ({
  bounds: { x, y, width, height },
  maximized: false,
});

test('where it was, on any display that is still there', () => {
  assert.deepEqual(fitWindow(at(2000, 300), [laptop, monitor], laptop), at(2000, 300));
  assert.deepEqual(fitWindow(at(-500, 100), [laptop], laptop), at(-500, 100));
});

test('in the middle of the first display where nobody could drag it back', () => {
  for (const lost of [at(2000, 300), at(-950, 100), at(100, 5), at(100, 890), at(1400, 100)])
    assert.deepEqual(
      fitWindow(lost, [laptop], laptop).bounds,
      { x: 0, y: 25, width: 1440, height: 875 },
      JSON.stringify(lost),
    );
  assert.deepEqual(fitWindow(undefined, [monitor], monitor).bounds, { x: 2000, y: 250, width: 1440, height: 900 });
  assert.equal(fitWindow({ ...at(9000, 100), maximized: true }, [laptop], laptop).maximized, true);
});

test('what is no state is none', () => {
  assert.deepEqual(parseWindowState(JSON.stringify(at(1, 2))), at(1, 2));
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{}',
    '{"bounds":null}',
    '{"bounds":{"x":1,"y":2,"width":"3","height":4}}',
    '{"bounds":{"x":1e99,"y":2,"width":3,"height":4}}',
  ])
    assert.equal(parseWindowState(text), undefined, text);
});
