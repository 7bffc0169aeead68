import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Malformed } from '../src/bytes';
import { electorateOf, parseManifest } from '../src/manifest';
import { Memory, Store, ownerOf } from '../src/store';
import { acceptedMix, readSheet } from '../src/wire';
import { manifestText, manifestValue } from './fixtures';

const SOUND = [[0, 0], [2000, 8000], [0, 3000], [117_000, 120_000]];
const TAGS = [[4321, 4321], [1, 1], [0, 1], [2000, 4999], [8000, 2000], [-1000, 8000], [0, 120_001], [0, 1e9]];
const NONSENSE = [[2000.5, 8000], ['2000', '8000'], [2000], [2000, 8000, 1], [], null, undefined, '28', { 0: 2000, 1: 8000, length: 2 }];

test('a wait that hides, or is openly off, is the one the server says', () => {
  for (const mix of SOUND) assert.deepEqual(acceptedMix(mix), mix);
});

test('a wait that would tag a voter, or is none, is replaced by the standard one', () => {
  for (const mix of [...TAGS, ...NONSENSE]) assert.deepEqual(acceptedMix(mix), [2000, 8000], JSON.stringify(mix));
});

test('a sheet with an exact delay is taken with the standard one instead', () => {
  const answer = { manifest: '', electorate: 'p', ticket: 'unused', phase: 'open', mix: [4321, 4321] };
  assert.deepEqual(readSheet(answer).mix, [2000, 8000]);
});

function withElectorate(changes: Record<string, number | string | null>): string {
  const [first, second] = manifestValue()['electorates'] as Record<string, string>[];
  const altered = { ...second, ...changes };
  return manifestText({ electorates: [first ?? {}, altered] });
}

test('an electorate that publishing would refuse as too small is malformed, whoever it is meant for', () => {
  for (const tickets of [4, 1, 0, -20, '20', null]) {
    assert.throws(() => parseManifest(withElectorate({ tickets })), Malformed, String(tickets));
  }
  for (const spare of [16, 20, -1, '1', null]) {
    assert.throws(() => parseManifest(withElectorate({ spare })), Malformed, `${spare} of 20 are spare`);
  }
  const manifest = parseManifest(withElectorate({ tickets: 8, spare: 3 }));
  assert.equal(electorateOf(manifest, 'q').tickets, 5);
  assert.equal(electorateOf(manifest, 'p').tickets, 20);
});

test('a manifest that would publish whatever few voters said is malformed', () => {
  for (const threshold of [0, -1]) {
    assert.throws(() => parseManifest(manifestText({ disclosure: { threshold } })), Malformed, String(threshold));
  }
});

const RECEIPT = { v: 1, name: 'x', rehearsal: false, manifest: '', leaf: '', signature: '' } as const;

test('a cleared ticket leaves nothing, and other tickets their receipts', () => {
  const area = new Memory();
  const store = new Store(area);
  const [mine, other] = [ownerOf('0'.repeat(24)), ownerOf('1'.repeat(24))];
  store.like('large', true);
  store.keepReceipt(mine, RECEIPT);
  store.keepReceipt(other, RECEIPT);
  store.keepDraft(mine, 'marks');
  store.forget(mine);
  assert.equal(store.receipt(mine), null);
  assert.equal(store.draft(mine), null);
  assert.ok(store.receipt(other) && store.likes('large'));
  store.forget(other);
  assert.equal(area.length, 0);
});

test('a rehearsal says what it is, and nothing else passes for one or hides that it is one', () => {
  assert.equal(parseManifest(manifestText()).rehearsal, false);
  assert.equal(parseManifest(manifestText({ rehearsal: true })).rehearsal, true);
  for (const rehearsal of ['yes', 1, 0, null]) assert.throws(() => parseManifest(manifestText({ rehearsal })), Malformed);
});
