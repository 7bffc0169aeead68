/**
 * X25519 (RFC 7748) and the verification of Ed25519 (RFC 8032), in BigInt.
 *
 * The time that this takes depends on the numbers. The one secret here is the ephemeral key of one envelope, made, used
 * once and forgotten on the voter's own phone: nobody can have it used again, and nobody measures it from outside.
 */
import { concat, equal, fromLittle, toLittle } from '../bytes';
import { modInverse, modPow } from './modular';
import { sha512 } from './sha2';

const P = (1n << 255n) - 19n;
/** The order of the base point. */
const L = (1n << 252n) + 27742317777372353535851937790883648493n;

const mod = (value: bigint): bigint => ((value % P) + P) % P;
/** One over a value; 0 for 0, as both RFCs have it. */
const inverse = (value: bigint): bigint => modInverse(mod(value), P) ?? 0n;

/** The point `secret` times `point`, both 32 bytes (RFC 7748 section 5). */
export function x25519(secret: Uint8Array, point: Uint8Array): Uint8Array {
  const k = (BigInt.asUintN(254, fromLittle(secret)) | (1n << 254n)) & ~7n;
  const x1 = BigInt.asUintN(255, fromLittle(point)) % P;
  let [x2, z2, x3, z3] = [1n, 0n, x1, 1n];
  for (let bit = 255n; bit-- > 0n; ) {
    const swap = ((k >> bit) & 1n) === 1n;
    if (swap) [x2, z2, x3, z3] = [x3, z3, x2, z2];
    const [a, b, c, d] = [x2 + z2, x2 - z2, x3 + z3, x3 - z3];
    const [aa, bb, da, cb] = [a * a, b * b, d * a, c * b];
    const e = aa - bb;
    [x3, z3] = [mod((da + cb) ** 2n), mod(x1 * (da - cb) ** 2n)];
    [x2, z2] = [mod(aa * bb), mod(e * (aa + 121665n * e))];
    if (swap) [x2, z2, x3, z3] = [x3, z3, x2, z2];
  }
  return toLittle(mod(x2 * inverse(z2)), 32);
}

/** The public key of a secret one. */
export function x25519Public(secret: Uint8Array): Uint8Array {
  return x25519(secret, toLittle(9n, 32));
}

/** X, Y, Z and T of RFC 8032 section 5.1.4. */
type Point = readonly [bigint, bigint, bigint, bigint];

const D = mod(-121665n * inverse(121666n));
const ZERO: Point = [0n, 1n, 1n, 0n];

/** The sum; the formula holds for equal points too. */
function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const [a, b] = [(y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)];
  const [c, d] = [2n * D * t1 * t2, 2n * z1 * z2];
  const [e, f, g, h] = [mod(b - a), mod(d - c), mod(d + c), mod(b + a)];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar: bigint, point: Point): Point {
  let sum = ZERO;
  let power = point;
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return sum;
}

/** The point with this y and the sign of x; null when there is none (RFC 8032 section 5.1.3). */
function pointAt(y: bigint, odd: bigint): Point | null {
  if (y >= P) return null;
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = modPow(square, (P + 3n) / 8n, P);
  if (mod(x * x) !== square) x = mod(x * modPow(2n, (P - 1n) / 4n, P));
  if (mod(x * x) !== square || (x === 0n && odd === 1n)) return null;
  if ((x & 1n) !== odd) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function decoded(data: Uint8Array): Point | null {
  const value = fromLittle(data);
  return pointAt(BigInt.asUintN(255, value), value >> 255n);
}

function encoded([x, y, z]: Point): Uint8Array {
  const one = inverse(z);
  return toLittle(mod(y * one) | ((mod(x * one) & 1n) << 255n), 32);
}

const BASE = pointAt(mod(4n * inverse(5n)), 0n) as Point;

/**
 * Whether the signature over the message holds (RFC 8032 section 5.1.7), in the strict way of the server's library:
 * S below the order, R compared byte by byte. A key of small order, for which anybody can sign, is none.
 */
export function ed25519Verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const point = key.length === 32 && signature.length === 64 ? decoded(key) : null;
  const s = fromLittle(signature.subarray(32));
  if (!point || s >= L || times(8n, point)[0] === 0n) return false;
  const first = signature.subarray(0, 32);
  const k = fromLittle(sha512(concat(first, key, message))) % L;
  const [x, y, z, t] = times(k, point);
  return equal(encoded(add(times(s, BASE), [P - x, y, z, P - t])), first);
}
