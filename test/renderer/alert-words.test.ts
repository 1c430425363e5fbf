// What an alert is called: as it was named, or by its condition in the reader's language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertCondition } from '../../main/contract/alerts.ts';
import { isNameFrom, nameFrom, titleOf } from '../../renderer/alerts/words.ts';
import { createFormat } from '../../renderer/ui/format.ts';
import { en } from '../../renderer/ui/messages/en.ts';
import { ko } from '../../renderer/ui/messages/ko.ts';

const english = createFormat('en', 'local');
const korean = createFormat('ko', 'utc');

test('a name that nobody typed is the condition in the language of the reader, whoever made it', () => {
  const condition: AlertCondition = { on: 'lag', topics: null, records: 10_000, forSeconds: 60 };
  const [made, madeKorean] = [nameFrom(condition, en, english), nameFrom(condition, ko, korean)];
  assert.notEqual(made, madeKorean);
  for (const name of [made, madeKorean]) {
    assert.equal(titleOf({ name, condition }, en, english), made);
    assert.equal(titleOf({ name, condition }, ko, korean), madeKorean);
  }
  assert.equal(isNameFrom({ name: made, condition: { ...condition, records: 9 } }), false);
});

test('a name that was typed stays; one that was cut to fit is told in full', () => {
  const condition: AlertCondition = {
    ...{ on: 'count', filter: `"${'x'.repeat(120)}"`, topics: null, than: 'above', records: 1, seconds: 60 },
  };
  assert.equal(titleOf({ name: 'Booms', condition }, ko, korean), 'Booms');
  const name = nameFrom(condition, en, english);
  assert.equal(name.length, 100);
  assert.match(titleOf({ name, condition }, en, english), /x" in 1 min · all topics$/);
});
