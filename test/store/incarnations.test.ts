// A topic that was deleted and created again, or cut back: a new incarnation, beside what is stored, never mixed with it (R7).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordHash } from '../../main/base/record-hash.ts';
import { openReader } from '../../main/store/reader.ts';
import { openWriter } from '../../main/store/writer.ts';
import { makeBatch } from './batches.ts';
import { batchOf, coverageOf, followOne, put, TIME, ticked, told } from './cache.ts';
import { temporaryFolder } from './folders.ts';
import { viewOf } from './model.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
const APP = { topic: 'app', partition: 0 };

function hashOf(offset: number): string {
  return recordHash({ key: null, value: Buffer.from(`v${offset}`), brokerTime: TIME(offset), note: null });
}

test('another topic id begins a new incarnation at the log start, in a slot of its own, and the old one is kept apart', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path);
    const old = await followOne(writer, { ...APP, start: 5, low: 0, topicId: A });
    assert.deepEqual(old, { slot: 0, ...APP, topicId: A, epoch: -1 });
    await put(writer, batchOf(old.slot, 5, 10));
    const again = await followOne(writer, { ...APP, start: 0, topicId: A });
    assert.equal(again.slot, old.slot, 'the same id is the same incarnation');

    const underWay = batchOf(old.slot, 10, 12);
    const fresh = await followOne(writer, { ...APP, start: 7, low: 2, topicId: B });
    assert.deepEqual(fresh, { slot: 1, ...APP, topicId: B, epoch: -1 });
    assert.equal(writer.positions.next(fresh.slot), 2, 'at the log start, not where a first start would be');
    assert.equal(await put(writer, underWay), 'stored', 'what is under way belongs to the old one');
    await put(writer, batchOf(fresh.slot, 2, 4));
    await ticked(writer, () => writer.tick().records === 9);
    assert.equal(writer.tick().followed, 1, 'the old slot is followed no more');
    assert.deepEqual(await writer.fetchable(null), []);
    const { partitions, holes } = await coverageOf(folder.path, writer);
    assert.deepEqual(
      partitions.map(({ incarnation, held, next, records }) => ({ incarnation, held, next, records })),
      [
        { incarnation: 1, held: [[5, 12]], next: 12, records: 7 },
        { incarnation: 2, held: [[2, 4]], next: 4, records: 2 },
      ],
    );
    assert.deepEqual(told(holes), ['0.1 [0, 5) not-fetched -..6']);
  }
  await using again = await openWriter(folder.path);
  assert.deepEqual(await again.known('cluster-a', [APP, { topic: 'app', partition: 1 }]), [
    { ...APP, incarnation: 2, topicId: B, next: 4, epoch: -1, last: { offset: 3, hash: hashOf(3) } },
  ]);
});

test('of two records with one offset, pages, details and exports tell whose each is', async () => {
  using folder = temporaryFolder();
  {
    await using writer = await openWriter(folder.path);
    const old = await followOne(writer, { ...APP, start: 0, topicId: A });
    await put(writer, batchOf(old.slot, 0, 2));
    const fresh = await followOne(writer, { ...APP, start: 0, topicId: B });
    await put(writer, batchOf(fresh.slot, 0, 2, [1]));
  }
  await using reader = await openReader(folder.path, { threads: 1 });
  const all = { view: viewOf(), order: 'asc', start: { at: 'first' }, skip: 0, limit: 10 } as const;
  const { rows } = await reader.page(all);
  const placed = rows.map(({ offset, incarnation }) => [offset, incarnation]);
  assert.deepEqual(placed, [
    [0, undefined],
    [1, undefined],
    [1, 2],
  ]);
  const details = await Promise.all(rows.map(({ key }) => reader.detail(key.row)));
  assert.deepEqual(
    details.map(({ offset, incarnation }) => [offset, incarnation]),
    placed,
  );
  const exported = async (format: 'ndjson' | 'csv') => {
    const chunks: Uint8Array[] = [];
    for await (const { bytes } of reader.lines(viewOf(), 'asc', format, undefined)) chunks.push(bytes);
    return Buffer.concat(chunks).toString().trim().split(/\r?\n/);
  };
  assert.deepEqual(
    (await exported('ndjson')).map((line) => JSON.parse(line)).map(({ offset, incarnation }) => [offset, incarnation]),
    placed,
  );
  const [header, ...lines] = (await exported('csv')).map((line) => line.split(','));
  assert.deepEqual(
    lines.map((cells) => cells[header?.indexOf('incarnation') ?? -1]),
    ['1', '1', '2'],
  );
});

test('another cluster has incarnations of its own: what is missing of its partition of the same name may be fetched', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  await writer.follow('cluster-b', [{ ...APP, start: 9, low: 4 }]);
  await followOne(writer, { ...APP, start: 3, low: 0, topicId: A });
  await followOne(writer, { ...APP, start: 1, low: 1, topicId: B });
  const { holes } = await coverageOf(folder.path, writer);
  assert.deepEqual(told(holes), ['0.1 [4, 9) not-fetched -..- fetchable', '0.1 [0, 3) not-fetched -..-']);
});

test('a topic of the same name in another cluster is refused by name: counts would mix the two', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  await followOne(writer, { ...APP, start: 0 });
  const isRefused = { code: 'bad-input', message: /topic app of another cluster \(cluster-a\)/ };
  await assert.rejects(writer.known('cluster-b', [APP]), isRefused);
  assert.deepEqual(await writer.known('cluster-b', [{ topic: 'other', partition: 0 }]), []);
});

test('an id that was not known is filled in, once; one that is not told changes nothing', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const old = await followOne(writer, { ...APP, start: 0 });
  await put(writer, batchOf(old.slot, 0, 3));
  assert.deepEqual(await followOne(writer, { ...APP, start: 0, topicId: B }), { ...old, topicId: B });
  assert.deepEqual(await followOne(writer, { ...APP, start: 0 }), { ...old, topicId: B });
  assert.equal((await followOne(writer, { ...APP, start: 0, topicId: C })).slot, 1);
});

test('anew begins at the start that is given, also without an id, and again each time', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const first = await followOne(writer, { ...APP, start: 0, anew: true });
  await put(writer, batchOf(first.slot, 0, 10));
  const cut = await followOne(writer, { ...APP, start: 6, topicId: A, anew: true });
  assert.deepEqual(cut, { slot: 1, ...APP, topicId: A, epoch: -1 });
  await put(writer, batchOf(cut.slot, 6, 8));
  const { partitions, holes } = await coverageOf(folder.path, writer);
  assert.deepEqual(
    partitions.map(({ incarnation, held }) => [incarnation, held]),
    [
      [1, [[0, 10]]],
      [2, [[6, 8]]],
    ],
  );
  assert.deepEqual(holes, [], 'what lies below is not missing: the incarnation before has it');
  assert.equal((await followOne(writer, { ...APP, start: 3, topicId: A, anew: true })).slot, 2);
  assert.equal((await writer.known('cluster-a', [APP]))[0]?.incarnation, 3);
});

test('the last record is found below the position, over fills, empty batches, sealed and dropped segments', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path, { segmentRecords: 10 });
  const lastOf = async () => (await writer.known('cluster-a', [APP]))[0]?.last;
  const { slot } = await followOne(writer, { ...APP, start: 100, low: 0, topicId: A });
  assert.equal(await lastOf(), null);
  await put(writer, { ...batchOf(slot, 100, 112), epoch: 4 });
  await put(writer, { ...batchOf(slot, 112, 115, []), epoch: -1 });
  await put(writer, batchOf(slot, 0, 5), true);
  assert.deepEqual(await lastOf(), { offset: 111, hash: hashOf(111) }, 'of a sealed segment, not the last one written');
  const [known] = await writer.known('cluster-a', [APP]);
  assert.deepEqual([known?.next, known?.epoch], [115, 4], 'an epoch that is not known leaves the last one that is');
  await put(writer, batchOf(slot, 115, 130, [120]), false);
  assert.deepEqual(await lastOf(), { offset: 120, hash: hashOf(120) });
  await put(writer, batchOf(slot, 130, 140));
  writer.setRetention({ maxAgeSeconds: 60 });
  await ticked(writer, () => writer.tick().records === 0);
  assert.equal(await lastOf(), null);
  assert.equal((await writer.known('cluster-a', [APP]))[0]?.next, 140);
});

test('keys, tombstones, empty values and text of any kind hash as the record of the broker does', async () => {
  using folder = temporaryFolder();
  await using writer = await openWriter(folder.path);
  const { slot } = await followOne(writer, { ...APP, start: 0 });
  const hashes: (string | undefined)[] = [];
  for (const [offset, value, key] of [
    [0, 'plain', undefined],
    [1, null, 'key'],
    [2, '', ''],
    [3, 'a\u0000b €', 'ключ'],
  ] as const) {
    await put(
      writer,
      makeBatch(slot, offset, offset + 1, [{ offset, time: 7, value, ...(key !== undefined && { key }) }]),
    );
    hashes.push((await writer.known('cluster-a', [APP]))[0]?.last?.hash);
  }
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text));
  assert.deepEqual(
    hashes,
    (
      [
        ['plain', null],
        [null, 'key'],
        ['', ''],
        ['a\u0000b €', 'ключ'],
      ] as const
    ).map(([value, key]) => recordHash({ value: bytes(value), key: bytes(key), brokerTime: 7, note: null })),
  );
});
