/** The envelope and what is hashed, stamped and signed around it: one function per line of docs/wire.md. */
import { concat, lengthPrefixed, utf8 } from './bytes';
import { ed25519Verify } from './crypto/curve25519';
import { hpkeSeal } from './crypto/hpke';
import { sha256 } from './crypto/sha2';

function labelled(label: string, ...parts: Uint8Array[]): Uint8Array {
  return concat(utf8(`evalsite-${label}-v1\0`), ...parts);
}

/** What a ballot carries to say for which sheet it was filled in. */
export function sheetDigest(manifestHash: Uint8Array, electorate: string): Uint8Array {
  return sha256(labelled('sheet', manifestHash, lengthPrefixed(electorate)));
}

/** Seals a ballot to the campaign's opening key (RFC 9180 section 6.1, base mode): 48 bytes longer. `ephemeral`: 32 fresh random bytes. */
export function seal(
  openingKey: Uint8Array,
  ballot: Uint8Array,
  manifestHash: Uint8Array,
  electorate: string,
  ephemeral: Uint8Array,
): Uint8Array {
  const info = labelled('ballot', manifestHash, lengthPrefixed(electorate));
  return hpkeSeal(ephemeral, openingKey, info, ballot);
}

/** What the roll signs without seeing it. */
export function stampMessage(manifestHash: Uint8Array, electorate: string, envelope: Uint8Array): Uint8Array {
  return labelled('stamp', manifestHash, lengthPrefixed(electorate), sha256(envelope));
}

/** The envelope's name in the box. */
export function leafOf(manifestHash: Uint8Array, electorate: string, envelope: Uint8Array): Uint8Array {
  return sha256(labelled('leaf', manifestHash, lengthPrefixed(electorate), sha256(envelope)));
}

/** Whether the box signed this: Ed25519 (RFC 8032) over what is labelled so. False also for a key that is none. */
export function isSigned(key: Uint8Array, signature: Uint8Array, label: string, ...parts: Uint8Array[]): boolean {
  return ed25519Verify(key, labelled(label, ...parts), signature);
}

/** The name under which this phone keeps a ticket's draft and receipt: not the hash that the roll knows it by. */
export function phoneName(code: string): Uint8Array {
  return sha256(labelled('phone', utf8(code)));
}
