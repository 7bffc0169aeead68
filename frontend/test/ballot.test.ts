import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Answer, BallotError, compose, decode, encode, judge, tidy } from '../src/ballot';
import { Malformed, toHex } from '../src/bytes';
import { sheetDigest } from '../src/envelope';
import { electorateOf, parseManifest } from '../src/manifest';
import { rulesOn } from '../src/rules';
import { sheetFor, textBudget } from '../src/sheet';
import { INDICATORS, manifestText, manifestValue } from './fixtures';

const manifest = parseManifest(manifestText());
const sheet = sheetFor(manifest, electorateOf(manifest, 'p'));
const digest = sheetDigest(manifest.hash, 'p');

function bytes(answers: [number, Answer][]): Uint8Array {
  return encode(sheet, digest, manifest.sizes, compose(sheet, new Map(answers)));
}

function reasonOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof BallotError) return error.reason;
    throw error;
  }
  return 'none';
}

test('slots stand in the canonical order: subjects first, then rankings and nominations, then whole texts', () => {
  const names = sheet.slots.map((slot) => slot.indicator.code + (slot.subject?.code ?? ''));
  assert.deepEqual(names, ['a1', 'b1', 'c1', 'f1', 'a2', 'b2', 'c2', 'f2', 'a3', 'c3', 'f3', 'd', 'e', 'g']);
  assert.equal(sheet.width, 5 + 5 + 4 + 2 + 1);
  assert.equal(sheet.texts, 5);
  assert.equal(textBudget(sheet, 1024), 1024 - 33 - 17 - 10);
});

test('an electorate bound to a unit does not see it, and slots without candidates do not exist', () => {
  const own = sheetFor(manifest, electorateOf(manifest, 'q'));
  const names = own.slots.map((slot) => slot.indicator.code + (slot.subject?.code ?? ''));
  assert.deepEqual(names, ['a2', 'b2', 'c2', 'f2', 'd', 'g']);
});

test('marks and texts are laid out as docs/wire.md says', () => {
  const out = bytes([
    [0, { type: 'grade', grade: 4 }],
    [1, { type: 'score', score: '60.5' }],
    [2, { type: 'choice', chosen: [2, 0] }],
    [11, { type: 'rank', places: [2, 1] }],
    [12, { type: 'nominate', chosen: [0], written: ['王某', '李某'] }],
    [13, { type: 'text', text: '好' }],
  ]);
  assert.equal(out.length, 1024);
  assert.equal(out[0], 1);
  assert.equal(toHex(out.slice(1, 33)), toHex(digest));
  assert.equal(toHex(out.slice(33, 50)), '0402010001' + '0000000000' + '00000000' + '0201' + '01');
  assert.equal(toHex(out.slice(50, 56)), '000000000000');
  assert.equal(toHex(out.slice(56, 58)), '000d');
  assert.equal(new TextDecoder().decode(out.slice(58, 71)), '王某\n李某');
  assert.equal(toHex(out.slice(71, 76)), '0003e5a5bd');
  assert.ok(out.slice(76).every((byte) => byte === 0));
});

test('what is encoded is decoded again', () => {
  const out = bytes([
    [1, { type: 'score', score: '100' }],
    [3, { type: 'text', text: '一行\n两行 𫖮' }],
  ]);
  const ballot = decode(sheet, digest, manifest.sizes, out);
  assert.equal(ballot.marks[1], 81);
  assert.deepEqual(ballot.texts, ['一行\n两行 𫖮', '', '', '', '']);
  assert.equal(toHex(encode(sheet, digest, manifest.sizes, ballot)), toHex(out));
});

test('answers that do not fit their slot are refused', () => {
  const bad: [number, Answer][] = [
    [0, { type: 'grade', grade: 5 }],
    [0, { type: 'score', score: '60' }],
    [1, { type: 'score', score: '60.25' }],
    [1, { type: 'score', score: '100.5' }],
    [1, { type: 'score', score: '' }],
    [2, { type: 'choice', chosen: [3] }],
    [11, { type: 'rank', places: [1] }],
    [11, { type: 'rank', places: [1, 0] }],
    [12, { type: 'nominate', chosen: [-1], written: [] }],
    [13, { type: 'text', text: ' 空格' }],
    [13, { type: 'text', text: '长'.repeat(201) }],
  ];
  for (const one of bad) assert.equal(reasonOf(() => bytes([one])), 'malformed', JSON.stringify(one));
});

test('a decoder takes nothing that the encoder would not make', () => {
  const good = bytes([[13, { type: 'text', text: '好' }]]);
  const changed = (at: number, value: number): Uint8Array => {
    const copy = good.slice();
    copy[at] = value;
    return copy;
  };
  const reason = (data: Uint8Array): string => reasonOf(() => decode(sheet, digest, manifest.sizes, data));
  assert.equal(reason(good), 'none');
  assert.equal(reason(good.slice(1)), 'malformed');
  assert.equal(reason(changed(0, 2)), 'malformed');
  assert.equal(reason(changed(5, (good[5] ?? 0) ^ 1)), 'wrong_sheet');
  assert.equal(reason(changed(33, 5)), 'unknown_grade');
  assert.equal(reason(changed(34, 82)), 'malformed');
  assert.equal(reason(changed(35, 2)), 'malformed');
  assert.equal(reason(changed(50, 255)), 'malformed');
  assert.equal(reason(changed(60, 0xff)), 'malformed');
  assert.equal(reason(changed(60, 0x20)), 'malformed');
  assert.equal(reason(changed(1023, 1)), 'malformed');
});

test('texts are tidied as the server tidies them', () => {
  assert.equal(tidy(' \r\n　一\r二\u0000\u0085三\t \n'), '一\n二三');
  assert.equal(tidy('a\ud800b'), 'ab');
  assert.equal(tidy('\u00a0𠮷\ufeff'), '\u00a0𠮷\ufeff');
});

test('ballots are judged by the campaign’s rules', () => {
  const quotas = [{ indicator: 'a', grade: '优秀', percent: '40', count: null }];
  const strict = parseManifest(manifestText({ missing: 'void', quotas }));
  const verdict = (answers: [number, Answer][]): string =>
    reasonOf(() => judge(strict, sheet, compose(sheet, new Map(answers))));
  const full: [number, Answer][] = [
    [0, { type: 'grade', grade: 1 }],
    [1, { type: 'score', score: '60' }],
    [4, { type: 'grade', grade: 2 }],
    [5, { type: 'score', score: '60' }],
    [8, { type: 'grade', grade: 2 }],
    [11, { type: 'rank', places: [1, 2] }],
  ];
  assert.equal(rulesOn(strict, sheet).limits[0]?.bound, 1);
  assert.equal(verdict(full), 'none');
  assert.equal(verdict(full.slice(1)), 'missing_mark');
  assert.equal(verdict([...full, [8, { type: 'grade', grade: 1 }]]), 'over_quota');
  assert.equal(verdict([...full, [2, { type: 'choice', chosen: [0, 1, 2] }]]), 'too_many');
  assert.equal(verdict([...full, [12, { type: 'nominate', chosen: [0], written: ['甲', '乙'] }]]), 'too_many');
  assert.equal(verdict([...full, [11, { type: 'rank', places: [1, 1] }]]), 'bad_ranking');
  assert.equal(reasonOf(() => judge(manifest, sheet, compose(sheet, new Map()))), 'none');
});

test('with ties the places are competition ranks', () => {
  const ties = INDICATORS.map((one) => (one.code === 'd' ? { ...one, ties: true, groups: [] } : one));
  const tied = parseManifest(manifestText({ indicators: ties }));
  const wide = sheetFor(tied, electorateOf(tied, 'p'));
  const verdict = (places: number[]): string =>
    reasonOf(() => judge(tied, wide, compose(wide, new Map([[11, { type: 'rank', places }]]))));
  assert.equal(verdict([1, 2, 2]), 'none');
  assert.equal(verdict([1, 1, 3]), 'none');
  assert.equal(verdict([1, 1, 2]), 'bad_ranking');
  assert.equal(verdict([2, 2, 3]), 'bad_ranking');
});

test('a manifest must be canonical and of the right types', () => {
  const good = manifestText();
  const bad = [
    good + ' ',
    good.replace('"v":1', '"v":1.0'),
    good.replace('"v":1', '"v":2'),
    good.replace('"v":1', '"v":1,"v":1'),
    good.replace('二', '\\u4e8c'),
    good.replace('"kind":"unit"', '"kind":"thing"'),
    good.replace('"threshold":5', '"threshold":"5"'),
    good.replace('"step":"0.5"', '"step":"0"'),
    good.replace('"scale":"四等"', '"scale":"五等"'),
    manifestText({ opening_key: 'AAAA' }),
    manifestText({ subjects: null }),
    '[]',
    '',
  ];
  for (const text of bad) assert.throws(() => parseManifest(text), Malformed, text.slice(0, 60));
  assert.equal(parseManifest(good).fingerprint.length, 26);
  assert.equal(manifestValue()['v'], 1);
  assert.throws(() => electorateOf(manifest, 'z'), Malformed);
});
