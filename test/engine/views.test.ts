// Views under a name, through the engine: kept with the cache, one a topic, all or none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWriter } from '../../main/store/writer.ts';
import { temporaryFolder } from '../store/folders.ts';
import { openApp } from './open-app.ts';

const view = (id: string, topic: string | null = null, name = id) => ({
  ...{ id, name, topic, wrap: true, widths: { '=status': 90 } },
  place: '#/logs?q=level+%3E%3D+error&t=last%3A900&s=service&c=service&c=%3Dstatus',
});

test('views are kept, renamed, replaced and deleted, and outlive the process', async () => {
  using folder = temporaryFolder();
  {
    await using app = await openApp({ cacheFolder: folder.path });
    await app.client.call('views.save', { views: [view('b', 'app'), view('a')] });
    assert.deepEqual((await app.client.call('views.list', {})).views, [view('a'), view('b', 'app')]);
    await app.client.call('views.save', { views: [view('a', 'app', '오류')] });
    await assert.rejects(app.client.call('views.save', { views: [{ ...view('x'), place: '#/exports' }] }), {
      code: 'bad-input',
    });
  }
  await using app = await openApp({ cacheFolder: folder.path });
  assert.deepEqual(
    (await app.client.call('views.list', {})).views,
    [view('b'), view('a', 'app', '오류')],
    'a topic has one view',
  );
  await app.client.call('views.remove', { id: 'b' });
  assert.deepEqual((await app.client.call('views.list', {})).views, [view('a', 'app', '오류')]);
});

test('more than are kept are refused, and none of them is', async () => {
  using folder = temporaryFolder();
  await using app = await openApp({ cacheFolder: folder.path });
  const many = Array.from({ length: 500 }, (_, n) => view(`v${n}`));
  await app.client.call('views.save', { views: many });
  await assert.rejects(app.client.call('views.save', { views: [view('one'), view('v1', null, 'renamed')] }), {
    code: 'bad-input',
  });
  const { views } = await app.client.call('views.list', {});
  assert.ok(views.length === 500 && views.every(({ name }) => name !== 'renamed'));
});

test('a cache that is only read keeps none', async () => {
  using folder = temporaryFolder();
  await (await openWriter(folder.path))[Symbol.asyncDispose]();
  await using app = await openApp({ cacheFolder: folder.path, mode: 'read' });
  assert.deepEqual(await app.client.call('views.list', {}), { views: [] });
  await assert.rejects(app.client.call('views.save', { views: [view('a')] }), { code: 'read-only' });
});
