/** What is printed and typed: Crockford base32, ticket codes, fingerprints, receipt codes (docs/wire.md, "Names and numbers"). */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of a ticket code: 16 random, 8 signature. */
export const CODE_LENGTH = 24;
/** Characters of a fingerprint: 130 bits. */
export const FINGERPRINT_LENGTH = 26;
const RECEIPT_BITS = 60;

/** The first `bits` bits of `data`, most significant first; the last character is filled with zero bits. */
export function toBase32(data: Uint8Array, bits: number): string {
  if (bits > data.length * 8) throw new RangeError(`${data.length} bytes do not hold ${bits} bits`);
  let out = '';
  for (let at = 0; at < bits; at += 5) {
    let value = 0;
    for (let bit = at; bit < at + 5; bit++) {
      const set = bit < bits && ((data[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
      value = (value << 1) | (set ? 1 : 0);
    }
    out += ALPHABET[value];
  }
  return out;
}

/**
 * What a person typed, as a code would be written: capitals, O as 0, I and L as 1, no spaces, hyphens or dashes.
 * Full-width letters and digits (a Chinese keyboard's default) count as plain ones. Whatever else is there stays.
 */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[-\u2010-\u2015\u2212\s]/g, '');
}

/** Whether a normalised text can be a code or fingerprint of that length. The server alone knows whether it is one. */
export function wellFormed(text: string, length: number): boolean {
  return text.length === length && Array.from(text).every((char) => ALPHABET.includes(char));
}

/** Groups of four with hyphens, for reading aloud. */
export function inGroups(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}

/** `XXXX-XXXX-XXXX`: the first 60 bits of the leaf. */
export function receiptCode(leaf: Uint8Array): string {
  return inGroups(toBase32(leaf, RECEIPT_BITS));
}

/** A scanned slip: its code and, unless the code was typed by hand, the fingerprint printed beside it. */
export interface Slip {
  readonly code: string;
  readonly fingerprint: string | null;
}

/** The slip in an address's fragment (`#CODE.FINGERPRINT` or `#CODE`); null when there is none to be read. */
export function readFragment(fragment: string): Slip | null {
  const parts = fragment.replace(/^#/, '').split('.').map(normalise);
  const [code = '', fingerprint = null] = parts;
  if (parts.length > 2 || !wellFormed(code, CODE_LENGTH)) return null;
  if (fingerprint !== null && !wellFormed(fingerprint, FINGERPRINT_LENGTH)) return null;
  return { code, fingerprint };
}
