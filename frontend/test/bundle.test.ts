/** The shipped files must run where they promise to: Chrome 86 and iOS 14 (esbuild lowers syntax, not functions). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

const SHIPPED = '../evalsite/static/ballot/';
const read = (name: string): string => readFileSync(SHIPPED + name, 'utf8');

const packed = (name: string): Buffer => readFileSync(`${SHIPPED}${name}.gz`);
// Templates as they stand: what jinja puts in for its tags is as long.
const PAGE = ['page', '_head'].map((name) => readFileSync(`../templates/ballot/${name}.html`, 'utf8')).join('');

/** Fails with the place, not with the whole file. */
function without(text: string, pattern: RegExp): void {
  const found = pattern.exec(text);
  assert.equal(found && text.slice(Math.max(0, found.index - 40), found.index + 40), null, String(pattern));
}

// Functions that came later, and how their use would look in minified code.
const LATER = [
  /\bstructuredClone\(/,
  /\.replaceAll\(/, // Safari 13.1 has it, Chrome 85 too; kept out all the same for the in-app browsers of the time
  /\.findLast(?:Index)?\(/,
  /\.toSorted\(|\.toReversed\(|\.toSpliced\(/,
  /\brandomUUID\(/,
  /\bWeakRef\(|FinalizationRegistry/,
  /Promise\.(?:any|withResolvers|try)\(/,
  /AbortSignal\.(?:timeout|any)\(/,
  /Array\.fromAsync|Object\.groupBy|Map\.groupBy/,
  /\.at\(-/,
  /navigator\.locks/,
  /crypto\.subtle/,
  /\bhasOwn\(/,
  /Big(?:Ui|I)nt64/, // iOS 14 has BigInt, but no 64-bit words in buffers
  /\?\.[\w$]*\((?:[^()]*,)?\.\.\./, // a spread argument behind `?.`: wrong in Chrome before 91
  /\[[\w$,\s=]*\.\.\.[\w$]+\]\s*=[^=>]/, // ...rest in an array pattern: wrong in Safari before 14.1
];

test('the page uses nothing that Chrome 86 and iOS 14 lack', () => {
  const code = read('ballot.js');
  for (const pattern of LATER) without(code, pattern);
});

test('the style sheets use nothing that Chrome 86 and iOS 14 lack', () => {
  const css = read('ballot.css') + read('pages.css');
  for (const pattern of [/:is\(|:where\(|:has\(/, /\b\d+[dsl]v[hw]\b/, /@layer|@container/, /\binset:/, /color-mix|oklch/]) {
    without(css, pattern);
  }
  for (const rule of css.match(/[^{}]*\{[^{}]*display:flex[^{}]*\}/g) ?? []) without(rule, /[;{]gap:/);
});

test('nothing in the page writes markup from text, runs text or reaches for another host', () => {
  const code = read('ballot.js').split('/*! Bundled license')[0] ?? '';
  for (const pattern of [/innerHTML|outerHTML|insertAdjacentHTML|document\.write/, /\beval\(|new Function/, /https?:\/\/(?!www\.w3\.org\/2000\/svg)/]) {
    without(code, pattern);
  }
});

test('the checker at home runs in the same browsers, is one file, and names no other host', () => {
  const page = readFileSync('../evalsite/static/verify/evalsite-verify.html', 'utf8').split('<!--')[0] ?? '';
  // Its libraries ask for hasOwn, which verify/older.ts brings.
  for (const pattern of LATER.filter((one) => !one.source.includes('hasOwn'))) without(page, pattern);
  assert.ok(page.includes('"hasOwn"in Object'));
  for (const pattern of [/\b(?:src|href)=/, /innerHTML|outerHTML|insertAdjacentHTML|document\.write/, /\beval\(|new Function/, /https?:\/\/(?!www\.w3\.org\/2000\/svg)/]) {
    without(page, pattern);
  }
});

test('the scripts for old browsers are old themselves', () => {
  for (const name of ['old.js', 'pages.js']) without(read(name), /=>|\blet\b|\bconst\b|`/);
});

// A hall of phones loads the page within minutes, some of them over a weak mobile network. Raise a bound only knowingly.
test('the whole page stays under 40 kB as it is sent, script and style and all', () => {
  const parts = [gzipSync(PAGE).length, packed('ballot.js').length, packed('ballot.css').length, packed('old.js').length];
  assert.ok(parts.reduce((sum, one) => sum + one, 0) <= 40_000, `${parts.join(' + ')} bytes`);
});

test('what is packed for sending is what stands beside it', () => {
  for (const name of ['ballot.js', 'ballot.css', 'old.js']) assert.equal(gunzipSync(packed(name)).toString('utf8'), read(name));
});
