import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compose, judge } from '../src/ballot';
import { Form, namesOf, placesOf } from '../src/form';
import { electorateOf, parseManifest } from '../src/manifest';
import { type Slot, sheetFor } from '../src/sheet';
import { manifestText } from './fixtures';

type Changes = Parameters<typeof manifestText>[0];

function formOf(changes: Changes = {}): Form {
  const manifest = parseManifest(manifestText(changes));
  return new Form(manifest, sheetFor(manifest, electorateOf(manifest, 'p')));
}

function slot(form: Form, name: string): Slot {
  const found = form.sheet.slots.find((each) => each.indicator.code + (each.subject?.code ?? '') === name);
  assert.ok(found, name);
  return found;
}

function fill(form: Form): void {
  for (const each of ['a1', 'a2', 'a3']) form.set(slot(form, each), 2);
  for (const each of ['b1', 'b2']) form.set(slot(form, each), '88.5');
  form.set(slot(form, 'd'), { order: [1, 0], tied: [false, false] });
}

test('there is a card for each subject, ranking, nomination and whole text', () => {
  const form = formOf();
  assert.deepEqual(form.cards.map((card) => card.key), ['s:1', 's:2', 's:3', 'i:d', 'i:e', 'i:g']);
  assert.deepEqual(form.progress(), { done: 0, all: 4 });
  assert.equal(form.firstOpen()?.key, 's:1');
});

test('a form with all that is required is ready, and its ballot is valid', () => {
  const form = formOf({ missing: 'void' });
  fill(form);
  assert.equal(form.firstOpen(), null);
  judge(form.manifest, form.sheet, compose(form.sheet, form.answers()));
  assert.ok(form.cards.every((card) => !card.skippable));
});

test('what is begun must be in order, even where nothing is required', () => {
  const form = formOf();
  fill(form);
  const states: [string, Parameters<Form['set']>[1], string][] = [
    ['b1', '59', 'partly'],
    ['b1', ' ', 'blank'],
    ['b1', '99.5 ', 'done'],
    ['c1', [0, 1, 2], 'partly'],
    ['c1', [0], 'done'],
    ['d', { order: [1], tied: [false] }, 'partly'],
    ['e', { chosen: [0], written: ['甲', ' 甲 ', '乙'] }, 'partly'],
    ['e', { chosen: [0], written: ['甲', ''] }, 'done'],
    ['f1', '　\n', 'blank'],
    ['f1', '长'.repeat(201), 'partly'],
    ['f1', '长'.repeat(200), 'done'],
  ];
  for (const [name, entry, expected] of states) {
    form.set(slot(form, name), entry);
    assert.equal(form.slotState(slot(form, name)), expected, `${name} ${JSON.stringify(entry)}`);
  }
});

test('a skipped card needs nothing and leaves no mark', () => {
  const form = formOf();
  fill(form);
  const card = form.cards[0]!;
  form.set(slot(form, 'f1'), '意见');
  form.skip(card, true);
  assert.equal(form.cardState(card), 'skipped');
  assert.ok(!form.answers().has(slot(form, 'a1').number));
  assert.ok(!form.answers().has(slot(form, 'f1').number));
  form.skip(card, false);
  assert.ok(form.answers().has(slot(form, 'a1').number));
});

test('quotas count what is not skipped, and taking a card up again never breaks them', () => {
  const form = formOf({ quotas: [{ indicator: 'a', grade: '优秀', percent: '40', count: null }] });
  const [first, second] = form.cards;
  const left = (): number => {
    const [state] = form.limits(slot(form, 'a3'));
    return (state?.held.bound ?? 0) - (state?.given ?? 0);
  };
  assert.equal(left(), 1);
  form.set(slot(form, 'a1'), 1);
  assert.equal(left(), 0);
  form.skip(first!, true);
  assert.equal(left(), 1);
  form.set(slot(form, 'a2'), 1);
  form.skip(first!, false);
  assert.equal(form.entry(slot(form, 'a1')), undefined);
  assert.equal(form.entry(slot(form, 'a2')), 1);
  assert.equal(left(), 0);
  assert.equal(second?.key, 's:2');
});

test('texts never outgrow the ballot', () => {
  const form = formOf({ sizes: { ballot: 128, text_chars: 200 } });
  const budget = 128 - 33 - 17 - 10;
  assert.equal(form.charactersLeft(slot(form, 'g')), Math.floor(budget / 3));
  form.set(slot(form, 'f1'), '长'.repeat(20));
  assert.equal(form.charactersLeft(slot(form, 'g')), Math.floor((budget - 60) / 3));
  assert.equal(form.slotState(slot(form, 'f1')), 'done');
  form.set(slot(form, 'g'), '长长长');
  assert.equal(form.slotState(slot(form, 'g')), 'partly');
  assert.equal(form.firstOpen()?.key, 's:1');
});

test('a draft comes back as it was, one of another sheet or a damaged one does not', () => {
  const form = formOf();
  fill(form);
  form.set(slot(form, 'e'), { chosen: [0], written: ['甲'] });
  form.skip(form.cards[1]!, true);
  const draft = form.save();
  const again = formOf();
  assert.ok(again.load(draft));
  assert.equal(again.save(), draft);
  assert.ok(!formOf({ name: '另一个活动' }).load(draft));
  for (const bad of ['', '{', 'null', '[]', '{"v":1}']) assert.ok(!formOf().load(bad), bad);
});

test('damaged entries in a draft are passed over one by one', () => {
  const form = formOf();
  const draft = JSON.parse(form.save()) as { entries: unknown; skipped: unknown };
  draft.entries = [[0, 9], [1, 5], [2, [7]], [2, 'x'], [11, { order: [0, 0], tied: [] }], [12, {}], [99, 1], 5, [4, 2]];
  draft.skipped = ['i:g', 's:9', 's:1', 4];
  assert.ok(form.load(JSON.stringify(draft)));
  assert.equal(form.entry(slot(form, 'a1')), undefined);
  assert.equal(form.entry(slot(form, 'a2')), 2);
  assert.equal(form.answers().size, 1);
  assert.ok(form.isSkipped(form.cards[0]!));
  assert.ok(!form.isSkipped(form.cards[5]!));
});

test('ties share a place and leave the next ones out', () => {
  assert.deepEqual(placesOf({ order: [2, 0, 1, 3], tied: [false, true, false, true] }, 4), [1, 3, 1, 3]);
  assert.deepEqual(placesOf({ order: [1], tied: [true] }, 2), [0, 1]);
});

test('names written in are tidy, single and one a line', () => {
  assert.deepEqual(namesOf([' 甲\n乙 ', '', '甲 乙', '丙']), ['甲 乙', '丙']);
});
