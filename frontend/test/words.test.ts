/** The words in both languages: none missing, none left in Chinese, and as many as one says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { speak, words } from '../src/words';
import { en } from '../src/words/en';
import { PREVIEW } from '../src/words/preview';
import { zh } from '../src/words/zh';

const HAN = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
const CURLY = /[\u2018-\u201f]/;
// The button that leads to Chinese, and what is printed on the poster.
const CHINESE_ON_PURPOSE = ['other', 'compare.lead'];

/** Every text of a list by its path; of those that fill something in, the source. */
function texts(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  if (typeof value === 'function') return new Map([[path, String(value)]]);
  const parts = Object.entries(value as object).map(([key, each]) => texts(each, path ? `${path}.${key}` : key));
  return new Map(parts.flatMap((part) => Array.from(part)));
}

for (const [name, chinese, english] of [['page', zh, en], ['preview', PREVIEW.zh, PREVIEW.en]] as const) {
  test(`every text of the ${name} stands in both languages, and no Chinese in the English one`, () => {
    const [from, to] = [texts(chinese), texts(english)];
    assert.deepEqual(Array.from(to.keys()).sort(), Array.from(from.keys()).sort());
    for (const [path, text] of to) {
      assert.notEqual(text.trim(), '', path);
      if (!CHINESE_ON_PURPOSE.includes(path)) assert.ok(!HAN.test(text), `${path}: ${text}`);
      assert.ok(!CURLY.test(text), `${path}: ${text}`);
    }
    for (const [path, text] of from) assert.ok(HAN.test(text) || !/[a-z]{4}/i.test(text) || ['other', 'html', 'otherHtml'].includes(path) || text.includes('=>'), `${path}: ${text}`);
  });
}

test('numbers, times and plurals are those of the language', () => {
  assert.equal(en.top.electorate('甲', 1), 'Electorate: 甲 (1 slip)');
  assert.equal(en.top.electorate('甲', 12345), 'Electorate: 甲 (12,345 slips)');
  assert.equal(en.dateTime(11, 21, '18:00'), '21 Nov, 18:00');
  assert.equal(zh.dateTime(11, 21, '18:00'), '11月21日 18:00');
  assert.equal(en.submit.left(3, 1, (count) => en.progress.noun('person', count)), '2 people to finish, marks to change for 1 person');
});

test('whoever reads the words reads those of the language that was chosen last', () => {
  speak('en');
  assert.equal(words, en);
  speak('zh');
  assert.equal(words, zh);
});
