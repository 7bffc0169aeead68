/**
 * The page's own functions for tests in a real browser: the bundle for phones, without the page. Never shipped.
 * Bytes go in and out as hex, so that a test in any language can drive it.
 */
import './older';
import { BallotError, compose, decode, encode, judge, type Answer } from './ballot';
import * as blindrsa from './blindrsa';
import * as bytes from './bytes';
import * as codes from './codes';
import * as envelope from './envelope';
import { electorateOf, parseManifest } from './manifest';
import { sheetFor } from './sheet';

const { fromHex, toHex } = bytes;

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

  async seal(manifestText: string, electorate: string, plaintext: string) {
    const { manifest } = context(manifestText, electorate);
    return toHex(await envelope.seal(manifest.openingKey, fromHex(plaintext), manifest.hash, electorate));
  },

  blind(modulus: string, message: string) {
    const key = blindrsa.publicKey(fromHex(modulus), 65537);
    const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
    const { blinded, inverse } = blindrsa.blind(key, fromHex(message), random);
    return { blinded: toHex(blinded), inverse: inverse.toString(16) };
  },

  /** One RFC 9474 vector, all in hex: blinded message and signature as computed here. */
  rfc9474(vector: Record<'n' | 'msg' | 'msg_prefix' | 'salt' | 'inv' | 'blind_sig', string>) {
    const key = blindrsa.publicKey(fromHex(vector.n), 65537);
    const message = fromHex(vector.msg_prefix + vector.msg);
    const salt = fromHex(vector.salt);
    const factor = blindrsa.modInverse(bytes.toBigInt(fromHex(vector.inv)), key.n) ?? 0n;
    const { blinded, inverse } = blindrsa.blind(key, message, () => bytes.fromBigInt(factor, key.size), salt);
    const signature = blindrsa.finalize(key, message, fromHex(vector.blind_sig), inverse, salt.length);
    return { blinded: toHex(blinded), signature: toHex(signature) };
  },

  /** RFC 9180: the plaintexts of a base-mode vector's encryptions, opened in order with the recipient's key. */
  async rfc9180(vector: { skRm: string; enc: string; info: string; encryptions: { aad: string; ct: string }[] }) {
    const key = await envelope.suite.DeserializePrivateKey(fromHex(vector.skRm));
    const opened = await envelope.suite.SetupRecipient(key, fromHex(vector.enc), { info: fromHex(vector.info) });
    const texts: string[] = [];
    for (const { aad, ct } of vector.encryptions) texts.push(toHex(await opened.Open(fromHex(ct), fromHex(aad))));
    return texts;
  },
};

Object.assign(globalThis, { selftest });
