/** The audit file, read as strictly as evalsite/audit/format.py reads it. What it says is judged in checks.ts. */
import { Malformed, fromB64, fromHex } from '../bytes';
import { type Fields, type Json, get, hasFractions, isFields, parse } from './json';
import { Damaged, type Entry, decode, entries, unpack } from './zip';

/** A file that is no audit file; `words.problems[problem]` says why, with `detail`. */
export class BadBundle extends Error {
  constructor(
    readonly problem: 'damaged' | 'foreign' | 'missing' | 'large' | 'packing' | 'unreadable' | 'line',
    readonly detail = '',
  ) {
    super(problem);
    this.name = 'BadBundle';
  }
}

/** A statement's text, and the signature over it. */
export interface Signed {
  readonly text: string;
  readonly signature: Uint8Array;
}

/** One envelope in the box, without its content. */
export interface StampLine {
  readonly electorate: string;
  readonly digest: Uint8Array;
  readonly stamp: Uint8Array;
}

export interface Bundle {
  readonly manifest: string;
  readonly closing: Signed;
  readonly stamps: readonly StampLine[];
  /** Null before the opening. */
  readonly result: Fields | null;
  /** Whether a number in the result is not written as an integer: no figures of ours are. */
  readonly fractions: boolean;
  readonly paper: Signed | null;
  readonly outcome: Signed | null;
  readonly destruction: Signed | null;
  readonly extensions: readonly Signed[];
}

const MIB = 1 << 20;
const LARGEST = new Map([
  ['README.txt', MIB],
  ['manifest.json', 16 * MIB],
  ['closing.json', MIB],
  ['stamps.csv', 512 * MIB],
  ['result.json', 64 * MIB],
  ['paper.json', MIB],
  ['outcome.json', MIB],
  ['destruction.json', MIB],
  ['extensions.json', MIB],
]);
const NEEDED = ['manifest.json', 'closing.json', 'stamps.csv'];
/** What real text compresses to at best. */
const MOST_RATIO = 200;
const LONGEST_CODE = 1000;

/** What `evalsite bundle --kit` and the desk pack together: the audit file lies inside, beside the page and a note. */
const INNER = /^[^/]*\.zip$/;

/** The bundle in a file, or in the parcel that holds it. Raises BadBundle. */
export function readBundle(data: Uint8Array): Bundle {
  try {
    return fromTexts(texts(inner(data)));
  } catch (error) {
    throw error instanceof Damaged ? new BadBundle('damaged') : error;
  }
}

function inner(data: Uint8Array): Uint8Array {
  const listed = entries(data);
  const own = listed.filter((one) => INNER.test(one.name));
  const fits = listed.length <= 3 && own.length === 1 && listed.some((one) => one.name.endsWith('.html'));
  if (!fits || listed.some((one) => one.size > 600 * MIB || one.size > MOST_RATIO * Math.max(one.packed, 1))) return data;
  return unpack(data, listed).get(own[0]?.name ?? '') ?? data;
}

function texts(data: Uint8Array): Map<string, string> {
  const listed = entries(data);
  checkEntries(listed);
  const found = new Map<string, string>();
  unpack(data, listed).forEach((file, name) => found.set(name, decode(file)));
  return found;
}

/** Before anything is unpacked: only the known files, each once, of sizes that an audit file can have. */
function checkEntries(listed: readonly Entry[]): void {
  const names = listed.map((one) => one.name);
  if (new Set(names).size !== names.length || !names.every((name) => LARGEST.has(name))) throw new BadBundle('foreign');
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new BadBundle('missing', missing.join('、'));
  for (const { name, size, packed, known } of listed) {
    if (size > Math.min(LARGEST.get(name) ?? 0, MOST_RATIO * Math.max(packed, 1))) throw new BadBundle('large', name);
    if (!known) throw new BadBundle('packing', name);
  }
}

function fromTexts(files: Map<string, string>): Bundle {
  const signed = (name: string): Signed | null => (files.has(name) ? signedIn(name, jsonIn(files, name)) : null);
  const closing = signed('closing.json');
  if (closing === null) throw new BadBundle('missing', 'closing.json');
  return {
    manifest: files.get('manifest.json') ?? '',
    closing,
    stamps: stampsIn(files.get('stamps.csv') ?? ''),
    result: files.has('result.json') ? resultIn(files) : null,
    fractions: hasFractions(files.get('result.json') ?? ''),
    paper: signed('paper.json'),
    outcome: signed('outcome.json'),
    destruction: signed('destruction.json'),
    extensions: noticesIn(files),
  };
}

function jsonIn(files: Map<string, string>, name: string): Json {
  try {
    return parse(files.get(name) ?? '');
  } catch {
    throw new BadBundle('unreadable', name);
  }
}

function resultIn(files: Map<string, string>): Fields {
  const value = jsonIn(files, 'result.json');
  if (!isFields(value)) throw new BadBundle('unreadable', 'result.json');
  return value;
}

function signedIn(name: string, value: Json): Signed {
  const [text, signature] = [get(value, 'statement'), get(value, 'signature')];
  try {
    if (typeof text === 'string' && typeof signature === 'string') return { text, signature: fromB64(signature) };
  } catch {
    // told below
  }
  throw new BadBundle('unreadable', name);
}

function noticesIn(files: Map<string, string>): Signed[] {
  const name = 'extensions.json';
  if (!files.has(name)) return [];
  const notices = get(jsonIn(files, name), 'notices');
  if (!Array.isArray(notices) || notices.length === 0) throw new BadBundle('unreadable', name);
  return notices.map((one) => signedIn(name, one));
}

/** The lines of stamps.csv. A code in quotes may hold commas, line breaks and doubled quotes (RFC 4180). */
function stampsIn(text: string): StampLine[] {
  const head = /^electorate,digest,stamp(?:\r?\n|$)/.exec(text);
  if (head === null) throw new BadBundle('line', '1');
  const rest = text.slice(head[0].length);
  const line = /(?:"((?:[^"]|"")*)"|([^",\r\n]*)),([0-9a-f]{64}),([A-Za-z0-9_-]*)(?:\r?\n|$)/y;
  const found: StampLine[] = [];
  let number = 1;
  while (line.lastIndex < rest.length) {
    const match = line.exec(rest);
    const [whole = '', quoted, bare, digest = '', stamp = ''] = match ?? [];
    const electorate = quoted?.replace(/""/g, '"') ?? bare ?? '';
    number += Math.max(1, whole.split('\n').length - 1);
    try {
      if (match === null || electorate.length > LONGEST_CODE) throw new Malformed('line');
      found.push({ electorate, digest: fromHex(digest), stamp: fromB64(stamp) });
    } catch {
      throw new BadBundle('line', String(number));
    }
  }
  return found;
}
