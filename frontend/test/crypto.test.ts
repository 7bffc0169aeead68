import assert from 'node:assert/strict';
import { createPublicKey, constants, sign, verify as nodeVerify } from 'node:crypto';
import { test } from 'node:test';

import { AEAD_ChaCha20Poly1305, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from '@panva/hpke-noble';
import { CipherSuite } from 'hpke';

import { BadSignature, blind, encode, finalize, publicKey, verify } from '../src/blindrsa';
import { Malformed, concat, fromB64, fromBigInt, fromHex, toB64, toBigInt, toHex, utf8 } from '../src/bytes';
import { hpkeSeal } from '../src/crypto/hpke';
import { modInverse, modPow } from '../src/crypto/modular';
import { isSigned, leafOf, seal, sheetDigest, stampMessage } from '../src/envelope';
import { ISSUER, OTHER_ISSUER, receiptKeyOf } from './fixtures';
import hpke from './vectors/rfc9180.json';
import rsa from './vectors/rfc9474.json';

const HASH = new Uint8Array(32).fill(5);
const key = publicKey(fromB64(ISSUER.n), 65537);
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

for (const vector of rsa) {
  const pub = publicKey(fromHex(vector.n), Number('0x' + vector.e));
  const message = fromHex(vector.msg_prefix + vector.msg);
  const salt = fromHex(vector.salt);

  test(`${vector.name} blinds and finalizes as RFC 9474 appendix A says`, () => {
    const inverse = toBigInt(fromHex(vector.inv));
    const factor = fromBigInt(modInverse(inverse, pub.n) ?? 0n, pub.size);
    const made = blind(pub, message, () => factor, salt);
    assert.equal(toHex(made.blinded), vector.blinded_msg);
    assert.equal(made.inverse, inverse);
    const signature = finalize(pub, message, fromHex(vector.blind_sig), made.inverse, vector.salt_length);
    assert.equal(toHex(signature), vector.sig);
    if ('encoded_msg' in vector) assert.equal(toHex(encode(message, pub.size * 8 - 1, salt)), vector.encoded_msg);
  });

  test(`${vector.name} refuses a signature with one bit changed`, () => {
    const signature = fromHex(vector.sig);
    assert.ok(verify(pub, message, signature, vector.salt_length));
    signature[100] = (signature[100] ?? 0) ^ 1;
    assert.ok(!verify(pub, message, signature, vector.salt_length));
  });
}

test('a stamp is an ordinary RSASSA-PSS signature without salt', () => {
  const message = utf8('any message');
  const { blinded, inverse } = blind(key, message, random);
  const stamp = finalize(key, message, fromB64(ISSUER.sign(toB64(blinded))), inverse);
  const pem = createPublicKey({ key: { kty: 'RSA', n: ISSUER.n, e: 'AQAB' }, format: 'jwk' });
  const options = { key: pem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 0 };
  assert.ok(nodeVerify('sha384', message, options, stamp));
});

test('a stamp made with another key is refused', () => {
  const message = utf8('any message');
  const { blinded, inverse } = blind(key, message, random);
  let answer = OTHER_ISSUER.sign(toB64(blinded));
  assert.throws(() => finalize(key, message, fromB64(answer), inverse), BadSignature);
  answer = ISSUER.sign(toB64(blinded));
  assert.throws(() => finalize(key, utf8('another'), fromB64(answer), inverse), BadSignature);
  assert.throws(() => finalize(key, message, fromB64(answer).slice(1), inverse), BadSignature);
  assert.throws(() => finalize(key, message, new Uint8Array(256).fill(255), inverse), BadSignature);
});

test('a stuck random source does not blind with a guessable number', () => {
  assert.throws(() => blind(key, utf8('m'), (n) => new Uint8Array(n)), RangeError);
  assert.throws(() => blind(key, utf8('m'), (n) => new Uint8Array(n).fill(255)), RangeError);
});

test('only keys that the server would issue are taken', () => {
  const n = fromB64(ISSUER.n);
  assert.throws(() => publicKey(n, 3), Malformed);
  assert.throws(() => publicKey(n.slice(1), 65537), Malformed);
  assert.throws(() => publicKey(concat(Uint8Array.of(0), n), 65537), Malformed);
  assert.throws(() => publicKey(fromBigInt(toBigInt(n) - 1n, 256), 65537), Malformed);
});

test('modular inverse and power agree with each other', () => {
  for (const value of [2n, 3n, 65537n, 123456789n]) {
    const inverse = modInverse(value, key.n) ?? 0n;
    assert.equal((value * inverse) % key.n, 1n);
  }
  assert.equal(modInverse(6n, 9n), null);
  assert.equal(modPow(7n, 560n, 561n), 1n);
});

test('HPKE seals as RFC 9180 appendix A.2.1 says', () => {
  const [one] = hpke.encryptions;
  const sealed = hpkeSeal(fromHex(hpke.skEm), fromHex(hpke.pkRm), fromHex(hpke.info), fromHex(one?.pt ?? ''), fromHex(one?.aad ?? ''));
  assert.equal(toHex(sealed), hpke.enc + one?.ct);
});

test('an envelope opens with a library of others, for its campaign and electorate and for no other', async () => {
  const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305);
  const pair = await suite.GenerateKeyPair(true);
  const opening = await suite.SerializePublicKey(pair.publicKey);
  for (const length of [0, 17, 64, 1000]) {
    const ballot = random(length);
    const envelope = seal(opening, ballot, HASH, '领导', random(32));
    assert.equal(envelope.length, length + 48);
    const info = concat(utf8('evalsite-ballot-v1\0'), HASH, Uint8Array.of(0, 6), utf8('领导'));
    const open = (by: Uint8Array): Promise<Uint8Array> =>
      suite.Open(pair, envelope.slice(0, 32), envelope.slice(32), { info: new Uint8Array(by) });
    assert.equal(toHex(await open(info)), toHex(ballot));
    await assert.rejects(open(concat(info, utf8(' '))));
  }
});

test('nothing is sealed to a key that everybody can open', () => {
  for (const key of [0, 1]) assert.throws(() => seal(fromBigInt(BigInt(key), 32).reverse(), utf8('m'), HASH, 'p', random(32)), RangeError);
});

test('a receipt holds only for its leaf, campaign and key', () => {
  const { key: secret, public: name } = receiptKeyOf(7);
  const leaf = leafOf(HASH, 'p', utf8('envelope'));
  const signature = new Uint8Array(sign(null, concat(utf8('evalsite-receipt-v1\0'), HASH, leaf), secret));
  assert.ok(isSigned(fromB64(name), signature, 'receipt', HASH, leaf));
  assert.ok(!isSigned(fromB64(name), signature, 'extension', HASH, leaf));
  assert.ok(!isSigned(fromB64(receiptKeyOf(8).public), signature, 'receipt', HASH, leaf));
  assert.ok(!isSigned(fromB64(name), signature, 'receipt', HASH, leafOf(HASH, 'q', utf8('envelope'))));
  assert.ok(!isSigned(fromB64(name), signature.slice(1), 'receipt', HASH, leaf));
  assert.ok(!isSigned(new Uint8Array(32).fill(255), signature, 'receipt', HASH, leaf));
});

test('the messages have the lengths and labels of docs/wire.md', () => {
  const message = stampMessage(HASH, '领导', utf8('e'));
  assert.equal(message.length, 18 + 32 + 8 + 32);
  assert.equal(new TextDecoder().decode(message.slice(0, 17)), 'evalsite-stamp-v1');
  assert.equal(message[17], 0);
  assert.notEqual(toHex(sheetDigest(HASH, 'p')), toHex(sheetDigest(HASH, 'q')));
});
