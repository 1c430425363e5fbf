// What the engine says, on the page: both languages mention the same, and nothing is lost that has no words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail } from '../../main/contract/errors.ts';
import { quote, SAYINGS, Said, type SaidCode, say, Told, tell } from '../../main/contract/told.ts';
import { coverageWords } from '../../renderer/export/coverage-words.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en } from '../../renderer/ui/messages/en.ts';
import { ko } from '../../renderer/ui/messages/ko.ts';
import { toldText } from '../../renderer/ui/told.ts';

const korean = createFormat('ko', 'utc');
const inKorean = (told: Parameters<typeof toldText>[0]) => toldText(told, ko, korean);

/** The values that a saying mentions, and its words with each value in brackets. */
function used(words: (values: Readonly<Record<string, string>>) => string): { names: string[]; text: string } {
  const names = new Set<string>();
  const text = words(
    new Proxy<Record<string, string>>(
      {},
      {
        get(_, name) {
          names.add(String(name));
          return `[${String(name)}]`;
        },
      },
    ),
  );
  return { names: [...names].sort(), text };
}

test('every saying mentions the same values in Korean, in Korean', () => {
  const [english, translated]: Readonly<Record<SaidCode, (values: Readonly<Record<string, string>>) => string>>[] = [
    SAYINGS,
    ko.said,
  ];
  for (const code of Said.shape.code.options) {
    const [a, b] = [
      used((values) => english?.[code](values) ?? ''),
      used((values) => translated?.[code](values) ?? ''),
    ];
    assert.deepEqual(b.names, a.names, code);
    assert.doesNotMatch(a.text + b.text, /undefined/, code);
    if (!/^(quoted|kafka-kraft|name-found|health-topic)$/.test(code)) assert.match(b.text, /\p{Script=Hangul}/u, code);
    // One that introduces what follows does so in both.
    assert.equal(b.text.endsWith(':'), a.text.endsWith(':'), code);
  }
});

test('sayings become sentences; numbers are written as the language does, ids and offsets as they are', () => {
  const told = tell(
    say('partition-stopped', { topic: 'app', partition: '3', offset: '1204567' }),
    say('batch-length', { offset: '1204567', bytes: 1_234_567 }),
  );
  assert.equal(
    told.message,
    'Partition 3 of app is not read on from offset 1204567: the batch at offset 1204567 says that it is 1234567 bytes long',
  );
  assert.equal(
    inKorean(told),
    'app의 파티션 3: 오프셋 1204567부터 읽지 않고 있습니다: 오프셋 1204567의 배치에 적힌 길이가 1,234,567바이트로 잘못되어 있습니다',
  );
  assert.equal(tell(quote('one'), say('trying-again')).message, 'one. Trying again.');
  assert.deepEqual(Told.parse(told), told);
});

test("others' words are quoted; an error without sayings says its kind and keeps its words; unknown sayings fall back", () => {
  const ended = fail('unreachable', [say('worker-ended', { worker: '2' }), quote('Connection timeout')]).data;
  assert.equal(ended.message, 'Worker 2 ended and is started again: Connection timeout');
  assert.equal(inKorean(ended), '워커 2번이 종료되어 다시 시작합니다: “Connection timeout”');
  assert.equal(inKorean(fail('disk-full', 'No room for /x.').data), '디스크 공간이 부족합니다. No room for /x.');
  assert.equal(toldText(fail('disk-full', 'No room for /x.').data, en, createFormat('en', 'utc')), 'No room for /x.');
  const later = JSON.parse('{"message":"Said by a newer engine","said":[{"code":"not-known-here","values":{}}]}');
  assert.equal(inKorean(later), 'Said by a newer engine');
});

test('what an export covers, with times in the zone of the page', () => {
  const at = Date.UTC(2026, 10, 23, 5, 2, 3) * 1000;
  const hole = {
    ...({ topic: 'app', partition: 3, incarnation: 1, from: 10, to: 20, cause: 'deleted-by-retention' } as const),
    ...{ fromTime: null, toTime: null, fetchable: false },
  };
  const covers = {
    ...{ partitions: 24, whole: 23, notFollowed: null, behind: { partitions: 2, followed: 24, frontier: at } },
    ...{ holes: [hole], allHoles: 2, missing: [{ cause: hole.cause, holes: 2, offsets: 1010 }] },
    ...{ from: null, to: null, renewed: 0, elsewhere: 0, openTransactions: 0 },
  };
  assert.equal(
    coverageWords(covers, ko, korean),
    '캐시가 읽은 범위에서 파티션 24개 중 23개가 빠짐없이 들어 있습니다. 파티션 24개 중 2개를 아직 읽는 중이어서 2026-11-23 05:02:03.000000 UTC 이후는 완전하지 않습니다. 빠진 구간 2곳(오프셋: 보존 정책으로 삭제됨 1,010개): app-3 오프셋 10 – 19, 읽기 전에 Kafka 보존 정책으로 삭제됨; 그 밖에 1곳.',
  );
  const none = { notFollowed: { all: true, topics: 1, whole: 24, newestTime: at }, holes: [], allHoles: 0 };
  const still = { ...covers, behind: null, whole: 24, missing: [], ...none };
  assert.equal(
    coverageWords(still, en, createFormat('en', 'utc')),
    'Complete on 24 of 24 partitions for what the cache had read. The newest record is of 2026-11-23 05:02:03.000000 UTC. What the brokers got after the cache last read from them is not in it.',
  );
  assert.equal(coverageWords({ ...still, partitions: 0, whole: 0 }, ko, korean), '캐시에 이 토픽의 파티션이 없습니다.');
});
