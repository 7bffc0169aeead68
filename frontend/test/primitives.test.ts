/** Our own hashes, ciphers and curves against OpenSSL's (in node), at every length around a block, and at the edges of the curve. */
import assert from 'node:assert/strict';
import { createCipheriv, createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, randomBytes, sign, verify } from 'node:crypto';
import { test } from 'node:test';

import { ed25519 } from '@noble/curves/ed25519.js';

import { concat, fromHex, fromLittle, toHex, toLittle, utf8 } from '../src/bytes';
import { aeadSeal, poly1305 } from '../src/crypto/chacha';
import { ed25519Verify, x25519, x25519Public } from '../src/crypto/curve25519';
import { hmac, sha256, sha384, sha512 } from '../src/crypto/sha2';

const bytes = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const LENGTHS = [...Array.from({ length: 260 }, (_, i) => i), 1000, 65_537];

test('the hashes are those of OpenSSL at every length around their blocks', () => {
  for (const length of LENGTHS) {
    const data = bytes(length);
    for (const [name, hash] of [['sha256', sha256], ['sha384', sha384], ['sha512', sha512]] as const) {
      assert.equal(toHex(hash(data)), createHash(name).update(data).digest('hex'), `${name}, ${length} bytes`);
    }
    const key = bytes(length % 65);
    assert.equal(toHex(hmac(key, data)), createHmac('sha256', key).update(data).digest('hex'));
  }
});

test('sealing is that of OpenSSL at every length, with and without additional data', () => {
  for (const length of LENGTHS) {
    const [key, nonce, data, aad] = [bytes(32), bytes(12), bytes(length), bytes(length % 40)];
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
    cipher.setAAD(aad, { plaintextLength: length });
    const expected = Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
    assert.equal(toHex(aeadSeal(key, nonce, data, aad)), expected.toString('hex'), `${length} bytes`);
  }
});

// RFC 8439 appendix A.3, vectors 7 to 11: sums that wrap round 2^130 - 5 and 2^128.
test('the authenticator holds at the edges of its prime', () => {
  const ones = 'f'.repeat(32);
  const cases = [
    ['02' + '0'.repeat(30) + '0'.repeat(32), ones, '03' + '0'.repeat(30)],
    ['02' + '0'.repeat(30) + ones, '02' + '0'.repeat(30), '03' + '0'.repeat(30)],
    ['01' + '0'.repeat(30) + '0'.repeat(32), ones + 'f0' + 'f'.repeat(30) + '11' + '0'.repeat(30), '05' + '0'.repeat(30)],
    ['01' + '0'.repeat(30) + '0'.repeat(32), ones + 'fb' + 'fe'.repeat(15) + '01'.repeat(16), '0'.repeat(32)],
    ['02' + '0'.repeat(30) + '0'.repeat(32), 'fd' + 'f'.repeat(30), 'fa' + 'f'.repeat(30)],
  ] as const;
  for (const [key, message, tag] of cases) assert.equal(toHex(poly1305(fromHex(key), fromHex(message))), tag);
});

const SPKI = { x: '302a300506032b656e032100', ed: '302a300506032b6570032100' };
const PKCS8 = { x: '302e020100300506032b656e04220420', ed: '302e020100300506032b657004220420' };
const publicKey = (kind: 'x' | 'ed', raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([Buffer.from(SPKI[kind], 'hex'), raw]), format: 'der', type: 'spki' });
const privateKey = (kind: 'x' | 'ed', raw: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([Buffer.from(PKCS8[kind], 'hex'), raw]), format: 'der', type: 'pkcs8' });
const nameOf = (key: ReturnType<typeof privateKey>): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12));

test('X25519 is that of OpenSSL, also for points that are not reduced or on the twist', () => {
  const top = (1n << 255n) - 1n;
  const points = [2n, 9n, top, top - 1n, top - 16n, top - 20n].map((u) => toLittle(u, 32));
  for (const point of [...points, ...Array.from({ length: 20 }, () => bytes(32))]) {
    const secret = bytes(32);
    assert.equal(toHex(x25519Public(secret)), toHex(nameOf(privateKey('x', secret))));
    const shared = diffieHellman({ privateKey: privateKey('x', secret), publicKey: publicKey('x', point) });
    assert.equal(toHex(x25519(secret, point)), shared.toString('hex'));
  }
});

test('a signature of OpenSSL holds, and none with any bit changed', () => {
  const key = privateKey('ed', bytes(32));
  const name = nameOf(key);
  for (const length of [0, 1, 111, 112, 200]) {
    const message = bytes(length);
    const signature = new Uint8Array(sign(null, message, key));
    assert.ok(ed25519Verify(name, message, signature));
    assert.ok(!ed25519Verify(name, concat(message, utf8(' ')), signature));
    for (const bit of [0, 7, 100, 255, 256, 300, 508, 511]) {
      const changed = signature.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.ok(!ed25519Verify(name, message, changed), `bit ${bit}`);
    }
  }
});

const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;
// The eight points of small order in every spelling of 32 bytes, reduced or not (as in Chalkias and others, 2020).
const SMALL = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
].map(fromHex);

test('what is no strict signature is none: S not reduced, keys of small order, spellings that are not reduced', () => {
  const key = privateKey('ed', bytes(32));
  const name = nameOf(key);
  const signature = new Uint8Array(sign(null, utf8('m'), key));
  const grown = concat(signature.subarray(0, 32), toLittle(fromLittle(signature.subarray(32)) + ORDER, 32));
  assert.ok(!ed25519Verify(name, utf8('m'), grown));
  assert.ok(!verify(null, utf8('m'), publicKey('ed', name), grown));
  for (const weak of SMALL) {
    for (const first of SMALL) {
      const forged = concat(first, toLittle(0n, 32));
      for (const message of [utf8('m'), utf8('n'), utf8('o')]) assert.ok(!ed25519Verify(weak, message, forged));
    }
  }
  assert.ok(!ed25519Verify(name.slice(1), utf8('m'), signature));
  assert.ok(!ed25519Verify(name, utf8('m'), concat(signature, toLittle(0n, 1))));
});

test('keys and signatures at random are judged as by another library', () => {
  let good = 0;
  for (let i = 0; i < 40; i++) {
    const key = bytes(32);
    const message = bytes(i);
    const signature = ed25519.sign(message, key);
    const name = ed25519.getPublicKey(key);
    const odd = i % 2 === 0 ? name : bytes(32); // half of them are no point
    const expected = ed25519.verify(signature, message, odd, { zip215: false });
    assert.equal(ed25519Verify(odd, message, signature), expected);
    good += expected ? 1 : 0;
  }
  assert.equal(good, 20);
});
