/** Whole numbers modulo another. BigInt arithmetic takes a time that depends on its numbers; see curve25519.ts on why that does here. */

/** `base` to the power of `exponent`; neither may be negative. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let power = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}

/** The inverse of `value` modulo `modulus`, or null when they share a factor (extended Euclid). */
export function modInverse(value: bigint, modulus: bigint): bigint | null {
  let [a, b] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  if (a !== 1n) return null;
  return x < 0n ? x + modulus : x;
}
