// The logs view where there is nothing to show, and where the engine goes away. No broker is needed.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startViewer, type Viewer } from './harness.ts';

let viewer: Viewer;
before(async () => {
  viewer = await startViewer();
});
after(async () => {
  await viewer[Symbol.asyncDispose]();
});

suite('nothing to show', () => {
  test('an empty cache says so and leads to the connect dialog', async () => {
    const page = await viewer.open();
    await page.getByRole('heading', { name: 'Nothing is in the cache yet' }).waitFor();
    await page.getByText('the cache is empty').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Export…' }).isDisabled());
    await page.getByRole('main').getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('dialog').getByText('Brokers').first().waitFor();
    await page.close();
  });

  test('the help lists every key, and Escape closes it', async () => {
    const page = await viewer.open();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Jump to a time').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.close();
  });

  test('a filter in the address that does not parse is said at once', async () => {
    const page = await viewer.open('#/logs?q=level%3A%20(');
    await page
      .getByRole('alert')
      .getByText(/\(character \d+\)/)
      .waitFor();
    await page.close();
  });

  // The last one: it takes the host away.
  test('when the engine goes away, the page says so', async () => {
    const page = await viewer.open();
    await viewer.host.close();
    await page.getByRole('heading', { name: 'The connection to the engine ended' }).waitFor();
    await page.close();
    // The page looks for the engine again, and the browser's console tells of each try.
    assert.ok(viewer.complaints.every((text) => /WebSocket/.test(text)));
    viewer.complaints.length = 0;
  });
});
