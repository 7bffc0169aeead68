/** HPKE (RFC 9180), the sender of one message in base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305. */
import { concat, utf8 } from '../bytes';
import { aeadSeal } from './chacha';
import { x25519, x25519Public } from './curve25519';
import { hmac } from './sha2';

const NONE: Uint8Array = new Uint8Array(0);
const KEM = concat(utf8('KEM'), Uint8Array.of(0, 0x20));
const SUITE = concat(utf8('HPKE'), Uint8Array.of(0, 0x20, 0, 1, 0, 3));

function labelled(suite: Uint8Array, label: string, data: Uint8Array): Uint8Array {
  return concat(utf8('HPKE-v1'), suite, utf8(label), data);
}

function extract(suite: Uint8Array, salt: Uint8Array, label: string, data: Uint8Array): Uint8Array {
  return hmac(salt, labelled(suite, label, data));
}

/** LabeledExpand of at most 32 bytes, hence one round of HKDF-Expand. */
function expand(suite: Uint8Array, secret: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
  return hmac(secret, concat(Uint8Array.of(0, length), labelled(suite, label, info), Uint8Array.of(1))).slice(0, length);
}

export interface Context {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Key and nonce from a shared point and both public keys (sections 4.1 and 5.1): the same for sender and recipient. */
export function schedule(shared: Uint8Array, enc: Uint8Array, recipient: Uint8Array, info: Uint8Array): Context {
  if (shared.every((byte) => byte === 0)) throw new RangeError('key of small order');
  const kem = expand(KEM, extract(KEM, NONE, 'eae_prk', shared), 'shared_secret', concat(enc, recipient), 32);
  const context = concat(Uint8Array.of(0), extract(SUITE, NONE, 'psk_id_hash', NONE), extract(SUITE, NONE, 'info_hash', info));
  const secret = extract(SUITE, kem, 'secret', NONE);
  return { key: expand(SUITE, secret, 'key', context, 32), nonce: expand(SUITE, secret, 'base_nonce', context, 12) };
}

/** The ephemeral public key, ciphertext and tag. `ephemeral`: 32 secret random bytes, never used again. */
export function hpkeSeal(ephemeral: Uint8Array, recipient: Uint8Array, info: Uint8Array, data: Uint8Array, aad = NONE): Uint8Array {
  const enc = x25519Public(ephemeral);
  const { key, nonce } = schedule(x25519(ephemeral, recipient), enc, recipient, info);
  return concat(enc, aeadSeal(key, nonce, data, aad));
}
