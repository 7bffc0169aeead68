/**
 * What is signed and hashed in an audit file: one function per line of docs/wire.md.
 *
 * Hashes and Ed25519 are @noble's, in the stamp's check too (sha2.ts): the phone's own, which saved bytes there, do not
 * judge themselves here. Of the phone's code the stamp's check has RSA's power and PSS's layout.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { type PublicKey, publicKey } from '../blindrsa';
import { Malformed, concat, fromB64, lengthPrefixed, toHex, utf8 } from '../bytes';
import { FINGERPRINT_LENGTH, toBase32 } from '../codes';
import { type Signed, type StampLine } from './bundle';
import { type Fields, get, isFields, parseCanonical, string } from './json';

const LARGEST_COUNT = 1 << 20;

export function sha(text: string): Uint8Array {
  return sha256(utf8(text));
}

/** A published manifest as its checks need it. */
export interface Published {
  readonly data: Fields;
  readonly hash: Uint8Array;
  readonly fingerprint: string;
  readonly keys: ReadonlyMap<string, PublicKey>;
  readonly tickets: ReadonlyMap<string, number>;
  readonly receiptKey: Uint8Array;
}

/** The manifest in canonical JSON. Malformed when it is not canonical or lacks what voting needs. */
export function readManifest(text: string): Published {
  const data = parseCanonical(text);
  const electorates = get(data, 'electorates');
  if (get(data, 'v') !== 1 || !Array.isArray(electorates)) throw new Malformed('manifest');
  const keys = new Map<string, PublicKey>();
  const tickets = new Map<string, number>();
  for (const one of electorates) {
    const [code, key] = [get(one, 'code'), get(one, 'key')];
    if (typeof code !== 'string' || keys.has(code) || !isFields(key)) throw new Malformed('electorate');
    const { n, e } = key;
    if (Object.keys(key).length !== 2 || typeof n !== 'string' || typeof e !== 'number') throw new Malformed('key');
    keys.set(code, publicKey(fromB64(n), e));
    tickets.set(code, count(get(one, 'tickets')));
  }
  count(get(get(data, 'sizes'), 'ballot'));
  count(get(get(data, 'sizes'), 'text_chars'));
  key32(data, 'opening_key');
  const hash = sha(text);
  const fingerprint = toBase32(hash, FINGERPRINT_LENGTH * 5);
  return { data, hash, fingerprint, keys, tickets, receiptKey: key32(data, 'receipt_key') };
}

function count(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > LARGEST_COUNT) throw new Malformed('count');
  return value as number;
}

function key32(data: Fields, name: string): Uint8Array {
  const value = get(data, name);
  if (typeof value !== 'string') throw new Malformed(name);
  const key = fromB64(value);
  if (key.length !== 32) throw new Malformed(name);
  return key;
}

/** Whether the campaign's receipt key signed a statement of this kind. */
export function signed(published: Published, kind: string, { text, signature }: Signed): boolean {
  const message = concat(utf8(`evalsite-${kind}-v1\0`), sha(text));
  try {
    // zip215 false: the strict rules of RFC 8032, the same that the server's library applies.
    return ed25519.verify(signature, message, published.receiptKey, { zip215: false });
  } catch {
    return false; // a key that is none
  }
}

/** Whether a statement names this campaign. */
export function isOf(published: Published, said: Fields): boolean {
  return said['manifest_hash'] === toHex(published.hash) && said['id'] === get(published.data, 'id');
}

/** The object in a statement's canonical text; an empty one for a text that is none. */
export function parsed(text: string): Fields {
  try {
    return parseCanonical(text);
  } catch {
    return {};
  }
}

function labelled(label: string, manifestHash: Uint8Array, one: StampLine): Uint8Array {
  return concat(utf8(`evalsite-${label}-v1\0`), manifestHash, lengthPrefixed(one.electorate), one.digest);
}

/** What the stamp signs. */
export function stampMessage(manifestHash: Uint8Array, one: StampLine): Uint8Array {
  return labelled('stamp', manifestHash, one);
}

/** The envelope's name in the box. */
export function leafOf(manifestHash: Uint8Array, one: StampLine): Uint8Array {
  return sha256(labelled('leaf', manifestHash, one));
}

/** The root over leaves in ascending order: RFC 6962 section 2.1, built as in evalsite/crypto/merkle.py. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const stack: [number, Uint8Array][] = [];
  const merge = (): void => {
    const [right, left] = [stack.pop(), stack.pop()];
    if (!left || !right) throw new RangeError('nothing to merge');
    stack.push([left[0] + right[0], sha256(concat(Uint8Array.of(1), left[1], right[1]))]);
  };
  for (const leaf of leaves) {
    stack.push([1, sha256(concat(Uint8Array.of(0), leaf))]);
    while (stack.length > 1 && stack[stack.length - 2]?.[0] === stack[stack.length - 1]?.[0]) merge();
  }
  while (stack.length > 1) merge();
  return stack[0]?.[1] ?? sha256(new Uint8Array(0));
}

/** A date as ISO 8601 writes it, one that there is. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In the zone in which it is written. */
  readonly day: string;
  readonly time: string;
}

/** A moment with its zone, as the desk writes it; null for anything else. */
export function momentOf(text: string): Moment | null {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d{3,6})?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text);
  const at = Date.parse(text);
  if (!found || Number.isNaN(at) || !isDay(found[1])) return null;
  return { at, day: found[1], time: string(found[2]) };
}
