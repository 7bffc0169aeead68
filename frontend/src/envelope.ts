/** The envelope and what is hashed, stamped and signed around it: one function per line of docs/wire.md. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { AEAD_ChaCha20Poly1305, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from '@panva/hpke-noble';
import { CipherSuite } from 'hpke';

import { concat, lengthPrefixed, utf8 } from './bytes';

/**
 * HPKE as docs/wire.md fixes it. These implementations need `crypto.getRandomValues` alone: `crypto.subtle` does not
 * exist on a plain-http intranet, where this page must work too.
 */
export const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305);

function labelled(label: string, ...parts: Uint8Array[]): Uint8Array {
  return concat(utf8(`evalsite-${label}-v1\0`), ...parts);
}

/** What a ballot carries to say for which sheet it was filled in. */
export function sheetDigest(manifestHash: Uint8Array, electorate: string): Uint8Array {
  return sha256(labelled('sheet', manifestHash, lengthPrefixed(electorate)));
}

/** Seals a ballot to the campaign's opening key (RFC 9180 section 6.1, base mode): 48 bytes longer, never twice the same. */
export async function seal(
  openingKey: Uint8Array,
  ballot: Uint8Array,
  manifestHash: Uint8Array,
  electorate: string,
): Promise<Uint8Array> {
  const info = labelled('ballot', manifestHash, lengthPrefixed(electorate));
  const key = await suite.DeserializePublicKey(openingKey);
  const { encapsulatedSecret, ciphertext } = await suite.Seal(key, ballot, { info });
  return concat(encapsulatedSecret, ciphertext);
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
  try {
    // zip215 false: the strict rules of RFC 8032, the same that the server's library applies.
    return ed25519.verify(signature, labelled(label, ...parts), key, { zip215: false });
  } catch {
    return false;
  }
}

/** The name under which this phone keeps a ticket's draft and receipt: not the hash that the roll knows it by. */
export function phoneName(code: string): Uint8Array {
  return sha256(labelled('phone', utf8(code)));
}
