/**
 * The voter's half of RFC 9474, variant RSABSSA-SHA384-PSSZERO-Deterministic: blind, finalize, verify.
 *
 * Preparation is the identity. The other variants differ in the salt alone and are reached by the tests through the
 * `salt` and `saltLength` arguments; the page never gives them. BigInt arithmetic takes a time that depends on its
 * numbers; the only secret here is the blinding factor, used once, on the voter's own phone.
 */
import { Malformed, concat, equal, fromBigInt, toBigInt } from './bytes';
import { modInverse, modPow } from './crypto/modular';
import { sha384 } from './crypto/sha2';

const HASH_LENGTH = 48;
const EXPONENT = 65537;
const SIZES = [2048, 3072, 4096];
const NO_SALT = new Uint8Array(0);

/** `size` is the length of the modulus in bytes, and of every signature. */
export interface PublicKey {
  readonly n: bigint;
  readonly e: bigint;
  readonly size: number;
}

/** `blinded` goes to the roll; `inverse` stays on the phone and turns the answer into the stamp. */
export interface Blinded {
  readonly blinded: Uint8Array;
  readonly inverse: bigint;
}

/** A signature that does not verify under the key that the manifest names. */
export class BadSignature extends Error {
  constructor() {
    super('signature does not verify');
    this.name = 'BadSignature';
  }
}

/** The key in a manifest. Malformed unless it is one that the server would issue: e = 65537, 2048, 3072 or 4096 bits. */
export function publicKey(modulus: Uint8Array, exponent: number): PublicKey {
  const n = toBigInt(modulus);
  const bits = n.toString(2).length;
  if (exponent !== EXPONENT || !SIZES.includes(bits) || modulus.length * 8 !== bits || n % 2n === 0n) {
    throw new Malformed('not a stamp key');
  }
  return { n, e: BigInt(exponent), size: modulus.length };
}

/** MGF1 with SHA-384 (RFC 8017 appendix B.2.1). */
function mgf1(seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let count = 0; count * HASH_LENGTH < length; count++) {
    blocks.push(sha384(concat(seed, Uint8Array.of(0, 0, count >> 8, count & 0xff))));
  }
  return concat(...blocks).slice(0, length);
}

function innerHash(message: Uint8Array, salt: Uint8Array): Uint8Array {
  return sha384(concat(new Uint8Array(8), sha384(message), salt));
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}

/** EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) into `bits` bits, with SHA-384 and MGF1. */
export function encode(message: Uint8Array, bits: number, salt: Uint8Array): Uint8Array {
  const length = Math.ceil(bits / 8);
  const hash = innerHash(message, salt);
  const zeros = length - salt.length - HASH_LENGTH - 2;
  if (zeros < 0) throw new RangeError('key too short');
  const masked = xor(concat(new Uint8Array(zeros), Uint8Array.of(1), salt), mgf1(hash, length - HASH_LENGTH - 1));
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * length - bits));
  return concat(masked, hash, Uint8Array.of(0xbc));
}

/** The salt inside an encoded message, by its length; what stands around it is checked by encoding anew. */
function saltOf(encoded: Uint8Array, saltLength: number): Uint8Array {
  const masked = encoded.subarray(0, encoded.length - HASH_LENGTH - 1);
  const hash = encoded.subarray(masked.length, masked.length + HASH_LENGTH);
  return xor(masked, mgf1(hash, masked.length)).slice(masked.length - saltLength);
}

/** RSASSA-PSS-VERIFY (RFC 8017 section 8.1.2): the encoding is deterministic once the salt is known. */
export function verify(key: PublicKey, message: Uint8Array, signature: Uint8Array, saltLength = 0): boolean {
  const value = toBigInt(signature);
  if (signature.length !== key.size || value >= key.n) return false;
  const bits = key.size * 8 - 1;
  const encoded = fromBigInt(modPow(value, key.e, key.n), key.size);
  const salt = saltLength === 0 ? NO_SALT : saltOf(encoded, saltLength);
  return equal(encoded, encode(message, bits, salt));
}

/** An invertible number in [2, n), by rejection: a random number modulo n would favour the small ones. */
function draw(n: bigint, size: number, random: (length: number) => Uint8Array): [bigint, bigint] {
  for (let tries = 0; tries < 128; tries++) {
    const value = toBigInt(random(size));
    const inverse = value > 1n && value < n ? modInverse(value, n) : null;
    if (inverse !== null) return [value, inverse];
  }
  throw new RangeError('no usable random number');
}

/** Blinds `message` (RFC 9474 section 4.2). `random` gives that many secret random bytes. */
export function blind(
  key: PublicKey,
  message: Uint8Array,
  random: (length: number) => Uint8Array,
  salt: Uint8Array = NO_SALT,
): Blinded {
  const encoded = toBigInt(encode(message, key.size * 8 - 1, salt));
  if (modInverse(encoded, key.n) === null) throw new RangeError('message not invertible');
  const [factor, inverse] = draw(key.n, key.size, random);
  const blinded = (encoded * modPow(factor, key.e, key.n)) % key.n;
  return { blinded: fromBigInt(blinded, key.size), inverse };
}

/** The stamp in the roll's answer (RFC 9474 section 4.4). BadSignature unless it verifies under `key`. */
export function finalize(
  key: PublicKey,
  message: Uint8Array,
  blindSignature: Uint8Array,
  inverse: bigint,
  saltLength = 0,
): Uint8Array {
  const value = toBigInt(blindSignature);
  if (blindSignature.length !== key.size || value >= key.n) throw new BadSignature();
  const signature = fromBigInt((value * inverse) % key.n, key.size);
  if (!verify(key, message, signature, saltLength)) throw new BadSignature();
  return signature;
}
