/** SHA-256, SHA-384 and SHA-512 (FIPS 180-4), and HMAC with SHA-256 (RFC 2104). */
import { concat, fromBigInt, toBigInt } from '../bytes';

/** The first 64 bits after the point of a prime's square or cube root: where all constants of SHA-2 come from. */
function fraction(prime: number, degree: 2 | 3): bigint {
  const k = BigInt(degree);
  const scaled = BigInt(prime) << (64n * k);
  // Newton's method from above, in whole numbers, comes down to the root and stops there.
  let root = BigInt(prime) << 64n;
  for (;;) {
    const next = ((k - 1n) * root + scaled / root ** (k - 1n)) / k;
    if (next >= root) return BigInt.asUintN(64, root);
    root = next;
  }
}

const PRIMES: number[] = [];
for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((prime) => n % prime > 0)) PRIMES.push(n);

const ROUNDS = PRIMES.map((prime) => fraction(prime, 3));
const START = PRIMES.slice(0, 16).map((prime) => fraction(prime, 2));
const high = (word: bigint): number => Number(word >> 32n) | 0;
const ROUNDS_32 = ROUNDS.slice(0, 64).map(high);
const START_32 = START.slice(0, 8).map(high);

/** The message with a one bit, zeros, and its length in bits in the last eighth of a block. */
function padded(data: Uint8Array, block: number): Uint8Array {
  const tail = fromBigInt(BigInt(data.length) * 8n, block / 8);
  const zeros = new Uint8Array((((-data.length - 1 - tail.length) % block) + block) % block);
  return concat(data, Uint8Array.of(0x80), zeros, tail);
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

export function sha256(data: Uint8Array): Uint8Array {
  const message = padded(data, 64);
  const view = new DataView(message.buffer);
  const state = Int32Array.from(START_32);
  const w = new Int32Array(64);
  for (let at = 0; at < message.length; at += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        w[i] = view.getInt32(at + 4 * i);
      } else {
        const [x, y] = [w[i - 15] as number, w[i - 2] as number];
        const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
        const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
        w[i] = (w[i - 16] as number) + s0 + (w[i - 7] as number) + s1;
      }
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + (ROUNDS_32[i] as number) + (w[i] as number)) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] as number) + word));
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setInt32(4 * i, word));
  return new Uint8Array(out.buffer);
}

const cut = (word: bigint): bigint => BigInt.asUintN(64, word);
const turn64 = (word: bigint, by: bigint): bigint => (word >> by) | cut(word << (64n - by));

/** Words of 64 bits as BigInt: slower than pairs of numbers, and short enough to be read. Few bytes are hashed so. */
function sha64(data: Uint8Array, start: readonly bigint[]): Uint8Array {
  const message = padded(data, 128);
  const state = start.slice();
  for (let at = 0; at < message.length; at += 128) {
    const w: bigint[] = [];
    for (let i = 0; i < 80; i++) {
      if (i < 16) {
        w.push(toBigInt(message.subarray(at + 8 * i, at + 8 * i + 8))); // DataView has no 64-bit words on iOS 14
      } else {
        const [x, y] = [w[i - 15] as bigint, w[i - 2] as bigint];
        const s0 = turn64(x, 1n) ^ turn64(x, 8n) ^ (x >> 7n);
        const s1 = turn64(y, 19n) ^ turn64(y, 61n) ^ (y >> 6n);
        w.push(cut((w[i - 16] as bigint) + s0 + (w[i - 7] as bigint) + s1));
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < 80; i++) {
      const s1 = turn64(e, 14n) ^ turn64(e, 18n) ^ turn64(e, 41n);
      const one = h + s1 + ((e & f) ^ (~e & g)) + (ROUNDS[i] as bigint) + (w[i] as bigint);
      const s0 = turn64(a, 28n) ^ turn64(a, 34n) ^ turn64(a, 39n);
      const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + one), c, b, a, cut(one + two)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = cut((state[i] as bigint) + word)));
  }
  return concat(...state.map((word) => fromBigInt(word, 8)));
}

export function sha512(data: Uint8Array): Uint8Array {
  return sha64(data, START.slice(0, 8));
}

export function sha384(data: Uint8Array): Uint8Array {
  return sha64(data, START.slice(8)).slice(0, 48);
}

/** HMAC-SHA-256. `key` of at most a block (64 bytes): all of HKDF's are. */
export function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const pad = (byte: number): Uint8Array => Uint8Array.from({ length: 64 }, (_, i) => (key[i] ?? 0) ^ byte);
  return sha256(concat(pad(0x5c), sha256(concat(pad(0x36), data))));
}
