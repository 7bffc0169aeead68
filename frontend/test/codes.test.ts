import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Malformed, fromB64, fromBigInt, fromHex, lengthPrefixed, toB64, toHex } from '../src/bytes';
import { inGroups, normalise, readFragment, receiptCode, toBase32, wellFormed } from '../src/codes';
import { decimal, decimalText, compareAt, indexOf, ratio, ratioBy, ratioOf, ratioText, shareText, stepCount, valueAt } from '../src/decimal';

const CODE = '0123456789ABCDEFGHJKMNPQ';
const FINGERPRINT = '0123456789ABCDEFGHJKMNPQRS';

test('base32 is Crockford, most significant bit first, filled with zeros', () => {
  assert.equal(toBase32(Uint8Array.of(0xff), 5), 'Z');
  assert.equal(toBase32(Uint8Array.of(0xff), 8), 'ZW');
  assert.equal(toBase32(fromHex('00443214c74254b635cf84653a56d7c675be77df'), 160), '0123456789ABCDEFGHJKMNPQRSTVWXYZ');
  assert.equal(receiptCode(new Uint8Array(32)), '0000-0000-0000');
  assert.throws(() => toBase32(new Uint8Array(1), 9), RangeError);
});

test('a typed code may be small, spaced, full-width and full of lookalikes', () => {
  assert.equal(normalise('ab cd-efgh　ｊｋ'), 'ABCDEFGHJK');
  assert.equal(normalise('oOiIlL'), '001111');
  assert.equal(normalise('1234–5678—９'), '123456789');
  assert.equal(inGroups('ABCDEFGHJ'), 'ABCD-EFGH-J');
  assert.ok(!wellFormed('U'.repeat(24), 24));
});

test('a slip is read from the fragment, with or without fingerprint', () => {
  assert.deepEqual(readFragment(`#${CODE}.${FINGERPRINT}`), { code: CODE, fingerprint: FINGERPRINT });
  assert.deepEqual(readFragment(`#${CODE.toLowerCase()}`), { code: CODE, fingerprint: null });
});

test('a cut, lengthened or foreign fragment is no slip', () => {
  for (const bad of ['', '#', `#${CODE.slice(1)}`, `#${CODE}.`, `#${CODE}.${FINGERPRINT}1`, `#${CODE}.${FINGERPRINT}.x`, '#%']) {
    assert.equal(readFragment(bad), null, bad);
  }
});

test('base64url and hex have one spelling', () => {
  assert.equal(toB64(Uint8Array.of(251, 255)), '-_8');
  assert.equal(toHex(fromB64('-_8')), 'fbff');
  for (const bad of ['-_9', '-_8=', '+/8', 'A', 'AA A']) assert.throws(() => fromB64(bad), Malformed, bad);
  for (const bad of ['A0', '0', '0g']) assert.throws(() => fromHex(bad), Malformed, bad);
  assert.throws(() => fromBigInt(256n, 1), Malformed);
  assert.throws(() => lengthPrefixed('a'.repeat(65536)), Malformed);
});

test('decimals are exact', () => {
  const tenth = decimal('0.1');
  assert.equal(stepCount(0, 1, tenth), 11);
  assert.equal(stepCount(0, 1, decimal('0.3')), 4);
  assert.equal(decimalText(valueAt(0, tenth, 3)), '0.3');
  assert.equal(decimalText(valueAt(-5, decimal('2.50'), 1)), '-2.5');
  assert.equal(indexOf(60, decimal('0.5'), decimal('99.50')), 79);
  assert.equal(indexOf(60, decimal('0.5'), decimal('99.25')), null);
  assert.equal(indexOf(60, decimal('0.5'), decimal('59.5')), null);
  for (const bad of ['', '.5', '1.', '1e2', ' 1', '١']) assert.throws(() => decimal(bad), Malformed, bad);
});

test('shares are exact fractions, rounded down for the most and up for the least', () => {
  assert.equal(ratioOf(7, ratioBy(decimal('30'), 100n), false), 2);
  assert.equal(ratioOf(3, ratioBy(decimal('33.34'), 100n), false), 1);
  assert.equal(ratioOf(9, ratio('1/3'), false), 3);
  assert.equal(ratioOf(8, ratio('1/3'), false), 2);
  assert.equal(ratioOf(8, ratio('1/3'), true), 3);
  assert.equal(ratioOf(9, ratio('1/3'), true), 3);
  assert.deepEqual([compareAt(decimal('70.5'), ratio('141/2')), compareAt(decimal('70'), ratio('141/2')), compareAt(decimal('71'), ratio('70'))], [0, -1, 1]);
  assert.deepEqual(['1/3', '9/10', '3334/10000', '1'].map((one) => shareText(ratio(one))), ['1/3', '90%', '33.34%', '100%']);
  assert.equal(ratioText(ratio('141/2')), '70.5');
  for (const bad of ['', '1/0', '-1', '1/', '0.5', '1/2/3']) assert.throws(() => ratio(bad), Malformed, bad);
});
