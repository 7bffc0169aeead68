/** ChaCha20-Poly1305 (RFC 8439), sealing only. */
import { concat, fromLittle, toLittle, utf8 } from '../bytes';

const SIGMA = utf8('expand 32-byte k');
// Columns, then diagonals (section 2.3).
const QUARTERS = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
  [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
] as const;

/** 64 bytes of key stream (section 2.3.1). */
function block(key: Uint8Array, counter: number, nonce: Uint8Array): Uint8Array {
  const bytes = concat(SIGMA, key, toLittle(BigInt(counter), 4), nonce);
  const view = new DataView(bytes.buffer);
  const start = Int32Array.from({ length: 16 }, (_, i) => view.getInt32(4 * i, true));
  const x = start.slice();
  const mix = (a: number, b: number, c: number, by: number): void => {
    x[a] = (x[a] as number) + (x[b] as number);
    const word = (x[c] as number) ^ (x[a] as number);
    x[c] = (word << by) | (word >>> (32 - by));
  };
  for (let round = 0; round < 10; round++) {
    for (const [a, b, c, d] of QUARTERS) {
      mix(a, b, d, 16);
      mix(c, d, b, 12);
      mix(a, b, d, 8);
      mix(c, d, b, 7);
    }
  }
  x.forEach((word, i) => view.setInt32(4 * i, word + (start[i] as number), true));
  return bytes;
}

/** The data under the key stream, from the second block on: encrypts, and decrypts. */
export function chacha20(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  const out = data.slice();
  for (let at = 0; at < out.length; at += 64) {
    const stream = block(key, 1 + at / 64, nonce);
    for (let i = at; i < at + 64 && i < out.length; i++) out[i] = (out[i] as number) ^ (stream[i - at] as number);
  }
  return out;
}

/** The one-time authenticator of section 2.5, exact in BigInt: no limbs, no carries. */
export function poly1305(key: Uint8Array, message: Uint8Array): Uint8Array {
  const r = fromLittle(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const part = concat(message.subarray(at, at + 16), Uint8Array.of(1));
    sum = ((sum + fromLittle(part)) * r) % ((1n << 130n) - 5n);
  }
  return toLittle(BigInt.asUintN(128, sum + fromLittle(key.subarray(16, 32))), 16);
}

/** The tag over additional data and ciphertext (section 2.8). */
export function tagOf(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array {
  const filled = (data: Uint8Array): Uint8Array => concat(data, new Uint8Array(-data.length & 15));
  const lengths = [aad, sealed].map((data) => toLittle(BigInt(data.length), 8));
  return poly1305(block(key, 0, nonce), concat(filled(aad), filled(sealed), ...lengths));
}

/** Ciphertext and tag. */
export function aeadSeal(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, aad: Uint8Array): Uint8Array {
  const sealed = chacha20(key, nonce, data);
  return concat(sealed, tagOf(key, nonce, sealed, aad));
}
