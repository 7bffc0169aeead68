/**
 * The page's own functions for tests in a real browser: the bundle for phones, without the page. Never shipped.
 * Bytes go in and out as hex, so that a test in any language can drive it.
 */
import { BallotError, compose, decode, encode, judge, type Answer } from './ballot';
import * as blindrsa from './blindrsa';
import * as bytes from './bytes';
import * as codes from './codes';
import { chacha20, tagOf } from './crypto/chacha';
import { x25519, x25519Public } from './crypto/curve25519';
import { schedule } from './crypto/hpke';
import { modInverse } from './crypto/modular';
import * as envelope from './envelope';
import { electorateOf, parseManifest } from './manifest';
import { sheetFor } from './sheet';

const { fromHex, toHex } = bytes;
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

function context(manifestText: string, electorate: string) {
  const manifest = parseManifest(manifestText);
  const sheet = sheetFor(manifest, electorateOf(manifest, electorate));
  return { manifest, sheet, digest: envelope.sheetDigest(manifest.hash, electorate) };
}

/** The reason of a BallotError, or what `run` gives. */
function reasonOr<T>(run: () => T): T | { reason: string } {
  try {
    return run();
  } catch (error) {
    if (error instanceof BallotError) return { reason: error.reason };
    throw error;
  }
}

const selftest = {
  blindrsa,
  bytes,
  codes,
  envelope,

  /** Slots in order, as [indicator, subject or null, width, candidates]. */
  slots(manifestText: string, electorate: string) {
    return context(manifestText, electorate).sheet.slots.map((slot) => [
      slot.indicator.code,
      slot.subject?.code ?? null,
      slot.width,
      slot.candidates.map((one) => one.code),
    ]);
  },

  encode(manifestText: string, electorate: string, answers: [number, Answer][]) {
    const { manifest, sheet, digest } = context(manifestText, electorate);
    return reasonOr(() => toHex(encode(sheet, digest, manifest.sizes, compose(sheet, new Map(answers)))));
  },

  /** Marks and texts of a plaintext, or the reason for which it is void. */
  judge(manifestText: string, electorate: string, plaintext: string) {
    const { manifest, sheet, digest } = context(manifestText, electorate);
    return reasonOr(() => {
      const ballot = decode(sheet, digest, manifest.sizes, fromHex(plaintext));
      judge(manifest, sheet, ballot);
      return { marks: toHex(ballot.marks), texts: ballot.texts };
    });
  },

  seal(manifestText: string, electorate: string, plaintext: string) {
    const { manifest } = context(manifestText, electorate);
    return toHex(envelope.seal(manifest.openingKey, fromHex(plaintext), manifest.hash, electorate, random(32)));
  },

  blind(modulus: string, message: string) {
    const key = blindrsa.publicKey(fromHex(modulus), 65537);
    const { blinded, inverse } = blindrsa.blind(key, fromHex(message), random);
    return { blinded: toHex(blinded), inverse: inverse.toString(16) };
  },

  /** One RFC 9474 vector, all in hex: blinded message and signature as computed here. */
  rfc9474(vector: Record<'n' | 'msg' | 'msg_prefix' | 'salt' | 'inv' | 'blind_sig', string>) {
    const key = blindrsa.publicKey(fromHex(vector.n), 65537);
    const message = fromHex(vector.msg_prefix + vector.msg);
    const salt = fromHex(vector.salt);
    const factor = modInverse(bytes.toBigInt(fromHex(vector.inv)), key.n) ?? 0n;
    const { blinded, inverse } = blindrsa.blind(key, message, () => bytes.fromBigInt(factor, key.size), salt);
    const signature = blindrsa.finalize(key, message, fromHex(vector.blind_sig), inverse, salt.length);
    return { blinded: toHex(blinded), signature: toHex(signature) };
  },

  /** RFC 9180: the plaintexts of a base-mode vector's encryptions with their tags checked, from the recipient's key. */
  rfc9180(vector: { skRm: string; enc: string; info: string; encryptions: { aad: string; ct: string }[] }) {
    const [secret, enc] = [fromHex(vector.skRm), fromHex(vector.enc)];
    const { key, nonce } = schedule(x25519(secret, enc), enc, x25519Public(secret), fromHex(vector.info));
    return vector.encryptions.map(({ aad, ct }, sequence) => {
      const own = nonce.map((byte, i) => (i === 11 ? byte ^ sequence : byte));
      const sealed = fromHex(ct.slice(0, -32));
      if (toHex(tagOf(key, own, sealed, fromHex(aad))) !== ct.slice(-32)) throw new Error('tag');
      return toHex(chacha20(key, own, sealed));
    });
  },
};

Object.assign(globalThis, { selftest });
