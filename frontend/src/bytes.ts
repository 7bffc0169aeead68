/** Bytes and their spellings. Every reader is strict: one value has one spelling, everything else is refused. */

/** Text or bytes that are not what docs/wire.md says. */
export class Malformed extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Malformed';
  }
}

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** UTF-8 after its length as two bytes, big-endian. Malformed when it is longer than that can say. */
export function lengthPrefixed(text: string): Uint8Array {
  const data = utf8(text);
  if (data.length > 0xffff) throw new Malformed('text too long');
  return concat(Uint8Array.of(data.length >> 8, data.length & 0xff), data);
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function toHex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes behind lower-case hex. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Malformed('not hex');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** base64url without padding (RFC 4648 section 5). */
export function toB64(data: Uint8Array): string {
  let binary = '';
  for (const byte of data) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The reverse of `toB64`; Malformed also for stray last bits, which `toB64` would not write. */
export function fromB64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Malformed('not base64url');
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  const data = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  if (toB64(data) !== text) throw new Malformed('not base64url');
  return data;
}

/** OS2IP of RFC 8017 section 4.2. */
export function toBigInt(data: Uint8Array): bigint {
  return BigInt('0x' + (toHex(data) || '0'));
}

/** I2OSP of RFC 8017 section 4.1. Malformed when the number needs more than `length` bytes. */
export function fromBigInt(value: bigint, length: number): Uint8Array {
  const hex = value.toString(16).padStart(2 * length, '0');
  if (value < 0n || hex.length !== 2 * length) throw new Malformed('number out of range');
  return fromHex(hex);
}

/** A number from its bytes, the least first. */
export function fromLittle(data: Uint8Array): bigint {
  return toBigInt(data.slice().reverse());
}

/** The reverse of `fromLittle`. Malformed when the number needs more than `length` bytes. */
export function toLittle(value: bigint, length: number): Uint8Array {
  return fromBigInt(value, length).reverse();
}
