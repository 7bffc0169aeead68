import assert from 'node:assert/strict';
import { createHash, sign } from 'node:crypto';
import { test } from 'node:test';

import { toB64, toHex } from '../src/bytes';
import { deadlineOf } from '../src/extensions';
import { parseManifest } from '../src/manifest';
import { canonical, manifestText, receiptKeyOf } from './fixtures';

const FIRST = '2026-11-30T18:00:00+08:00';
const SECOND = '2026-12-02T18:00:00+08:00';
const THIRD = '2026-12-05T12:00:00+08:00';
const MANIFEST = parseManifest(manifestText({ closes: FIRST }));

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

interface Notice {
  readonly statement: string;
  readonly signature: string;
}

function notice(changes: Record<string, string | number> = {}, seed = 7): Notice {
  const statement = canonical({
    v: 1,
    id: 'c-test',
    manifest_hash: toHex(MANIFEST.hash),
    number: 1,
    previous: '',
    before: FIRST,
    closes: SECOND,
    reason: '受台风影响',
    issued: '2026-11-30T09:00:00+08:00',
    ...changes,
  });
  const message = Buffer.concat([Buffer.from('evalsite-extension-v1\0'), hash(statement)]);
  return { statement, signature: toB64(sign(null, message, receiptKeyOf(seed).key)) };
}

const following = (first: Notice): Notice =>
  notice({ number: 2, previous: hash(first.statement).toString('hex'), before: SECOND, closes: THIRD, reason: '再等两天' });

const deadline = (notices: unknown): string | null => deadlineOf(MANIFEST, notices).closes;

test('a chain of notices moves the deadline on, and the last one says from when and why', () => {
  const first = notice();
  assert.equal(deadline([]), FIRST);
  assert.equal(deadline([first]), SECOND);
  const { before, closes, reason } = deadlineOf(MANIFEST, [first, following(first)]);
  assert.deepEqual([before, closes, reason], [SECOND, THIRD, '再等两天']);
});

test('of a notice that does not fit nothing is believed, nor of what follows it', () => {
  const first = notice();
  const wrong = [
    notice({}, 8), // signed by another key
    notice({ before: SECOND, closes: THIRD }),
    { ...first, statement: 'no JSON' },
    { ...first, statement: 'null' },
    { ...first, statement: first.statement.replace('台风', '暴雨') },
    { ...first, signature: 'AQI' },
    { ...first, signature: '*' },
  ];
  for (const one of wrong) assert.equal(deadline([one, following(first)]), FIRST, one.statement);
  assert.equal(deadline([first, first]), SECOND);
  assert.equal(deadlineOf(parseManifest(manifestText()), [first]).closes, null);
});

test('a sheet without notices, or with what is none, has none', () => {
  const given = [undefined, null, {}, 'x', [null], [{ statement: 1, signature: '' }], [{}]];
  for (const extensions of given) assert.equal(deadline(extensions), FIRST);
});
