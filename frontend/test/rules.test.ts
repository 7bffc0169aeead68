import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compose, judge } from '../src/ballot';
import { Malformed } from '../src/bytes';
import { Form } from '../src/form';
import { electorateOf, parseManifest } from '../src/manifest';
import { rulesOn } from '../src/rules';
import { type Slot, sheetFor } from '../src/sheet';
import { INDICATORS, manifestText } from './fixtures';

type Rules = Record<'limits' | 'varied' | 'overall', unknown[]>;

const LIMIT = { indicator: 'a', grades: ['优秀'], compare: '', score: '', group: '', bound: 'most', count: null, share: null };
const OVERALL = { indicator: 'a', when: ['优秀'], grades: ['优秀'], items: [], share: '9/10' };
const [GRADE, SCORE] = INDICATORS;
/** An overall grade, two items of the same scale, and a score. */
const FOUR = [GRADE!, { ...GRADE!, code: 'x', name: '德' }, { ...GRADE!, code: 'y', name: '能' }, { ...SCORE!, groups: [] }];

function formOf(rules: Partial<Rules>, indicators: unknown[] = FOUR): Form {
  const whole = { limits: [], varied: [], overall: [], ...rules };
  const manifest = parseManifest(manifestText({ ballot_rules: whole, indicators } as never));
  return new Form(manifest, sheetFor(manifest, electorateOf(manifest, 'p')));
}

function slot(form: Form, name: string): Slot {
  const found = form.sheet.slots.find((each) => each.indicator.code + (each.subject?.code ?? '') === name);
  assert.ok(found, name);
  return found;
}

/** Fills in all of the sheet: grades of a, x and y and a score for each of the three subjects. */
function fill(form: Form, ...marks: [number, number, number, string][]): void {
  marks.forEach(([a, x, y, b], i) => {
    for (const [code, mark] of [['a', a], ['x', x], ['y', y], ['b', b]] as const) {
      form.set(slot(form, `${code}${i + 1}`), mark === 0 || mark === '' ? null : mark);
    }
  });
}

/** Names of the slots that have to be changed; where there are none and nothing is missing, the ballot is valid. */
function wrong(form: Form): string[] {
  const found = form.sheet.slots.filter((each) => form.breach(each)).map((each) => each.indicator.code + (each.subject?.code ?? ''));
  if (form.firstOpen() === null) judge(form.manifest, form.sheet, compose(form.sheet, form.answers()));
  return found;
}

test('a limit on scores is told on every score that it counts, and gone when one is changed', () => {
  const form = formOf({ limits: [{ ...LIMIT, indicator: 'b', grades: [], compare: 'ge', score: '90', count: 1 }] });
  fill(form, [2, 2, 2, '90'], [2, 2, 2, '95'], [2, 2, 2, '89.5']);
  assert.deepEqual(wrong(form), ['b1', 'b2']);
  assert.equal(form.firstOpen()?.key, 's:1');
  assert.ok(form.isWrong(form.cards[0]!));
  form.set(slot(form, 'b1'), '89.5');
  assert.deepEqual(wrong(form), []);
  assert.equal(form.firstOpen(), null);
});

test('a lower limit waits until nothing is left that could still meet it', () => {
  const form = formOf({ limits: [{ ...LIMIT, indicator: 'b', grades: [], compare: 'lt', score: '70', bound: 'least', count: 1 }] });
  fill(form, [2, 2, 2, '90'], [2, 2, 2, '95'], [2, 2, 2, '']);
  assert.deepEqual(wrong(form), []);
  form.set(slot(form, 'b3'), '70');
  assert.deepEqual(wrong(form), ['b1', 'b2', 'b3']);
  form.set(slot(form, 'b3'), '69.5');
  assert.deepEqual(wrong(form), []);
  for (const card of form.cards) form.skip(card, true);
  assert.deepEqual(wrong(form), []);
});

test('where all marks meet a lower limit and are too few, they are the place to begin', () => {
  const form = formOf({ limits: [{ ...LIMIT, grades: ['较差'], bound: 'least', count: 2 }] });
  fill(form, [4, 2, 2, '90']);
  form.skip(form.cards[1]!, true);
  form.skip(form.cards[2]!, true);
  assert.deepEqual(wrong(form), ['a1']);
});

test('a mark is blocked where others have used a limit up, not where it only changes places in it', () => {
  const form = formOf({ limits: [{ ...LIMIT, grades: ['优秀', '良好'], share: '1/3' }, { ...LIMIT, count: 1, group: 'x' }] });
  form.set(slot(form, 'a1'), 1);
  assert.deepEqual([1, 2, 3].map((mark) => form.isBlocked(slot(form, 'a1'), mark)), [false, false, false]);
  assert.deepEqual([1, 2, 3].map((mark) => form.isBlocked(slot(form, 'a2'), mark)), [true, true, false]);
  assert.deepEqual(form.limits(slot(form, 'a3')).map(({ held, given }) => [held.bound, given]), [[1, 1]]);
});

test('equal marks are told when all is filled in, of an indicator or of the whole ballot', () => {
  const one = formOf({ varied: ['b'] });
  fill(one, [1, 1, 1, '90'], [1, 1, 1, '90.0'], [1, 1, 1, '']);
  assert.deepEqual(wrong(one), []);
  one.set(slot(one, 'b3'), '90');
  assert.deepEqual(wrong(one), ['b1', 'b2', 'b3']);
  one.set(slot(one, 'b3'), '91');
  assert.deepEqual(wrong(one), []);
  const all = formOf({ varied: [''] });
  fill(all, [1, 1, 1, '90'], [1, 1, 1, '90'], [1, 1, 1, '90']);
  assert.equal(wrong(all).length, 12);
  all.set(slot(all, 'x2'), 2);
  assert.deepEqual(wrong(all), []);
});

test('an overall grade that its items do not bear out is told, unless items left open could', () => {
  const form = formOf({ overall: [OVERALL, { ...OVERALL, when: ['优秀', '良好', '一般'], grades: ['较差'], share: null }] });
  fill(form, [1, 1, 0, '90'], [2, 2, 2, '90'], [4, 4, 1, '90']);
  assert.deepEqual(wrong(form), []);
  form.set(slot(form, 'y1'), 2);
  assert.deepEqual(wrong(form), ['a1']);
  form.set(slot(form, 'a1'), 2);
  assert.deepEqual(wrong(form), []);
  form.set(slot(form, 'x2'), 4);
  assert.deepEqual(wrong(form), ['a2']);
  form.set(slot(form, 'a2'), 4);
  assert.deepEqual(wrong(form), []);
});

test('rules without a slot on the sheet do not exist there', () => {
  const form = formOf({ limits: [{ ...LIMIT, group: 'z', count: 1 }], varied: ['q'], overall: [{ ...OVERALL, items: ['b'] }] });
  assert.deepEqual(form.rules, { limits: [], varied: [], overall: [] });
});

test('rules that are not as described make the manifest malformed', () => {
  const bad: Partial<Rules>[] = [
    { limits: [{ ...LIMIT, share: '0.3' }] },
    { limits: [{ ...LIMIT, bound: 'some' }] },
    { limits: [{ ...LIMIT, compare: 'ge', score: '' }] },
    { overall: [{ ...OVERALL, when: '优秀' }] },
    { varied: [1] },
  ];
  for (const rules of bad) assert.throws(() => formOf(rules), Malformed, JSON.stringify(rules));
  assert.deepEqual(rulesOn(parseManifest(manifestText()), { subjects: [], slots: [], width: 0, texts: 0 }).limits, []);
});
