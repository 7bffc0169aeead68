/** JSON that nobody vouches for: canonical text in, values out, and what may be said of their types. */
import { Malformed } from '../bytes';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = { [key: string]: Json };

/** As in evalsite/crypto/manifest.py: a manifest needs six. */
const DEPTH = 32;

/** Canonical JSON (docs/wire.md, "Manifest"). Malformed for fractions, unsafe numbers, lone surrogates, and what is too deep. */
export function canonical(value: Json, depth = DEPTH): string {
  if (depth === 0 || (typeof value === 'number' && !Number.isSafeInteger(value))) throw new Malformed('not canonical');
  if (typeof value === 'string') return text(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth - 1)).join(',')}]`;
  const pairs = Object.keys(value).sort();
  return `{${pairs.map((key) => `${text(key)}:${canonical(value[key] ?? null, depth - 1)}`).join(',')}}`;
}

function text(value: string): string {
  // A lone surrogate is no text in UTF-8; JSON.stringify would write it as an escape, and call that canonical.
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/.test(value)) throw new Malformed('no text');
  return JSON.stringify(value);
}

/** The object in canonical JSON. Malformed for whatever `canonical` would not have written. */
export function parseCanonical(source: string): Fields {
  const value = parse(source);
  if (!isFields(value) || canonical(value) !== source) throw new Malformed('not canonical');
  return value;
}

/** Any JSON. Malformed when it is none. */
export function parse(source: string): Json {
  try {
    return JSON.parse(source) as Json;
  } catch {
    throw new Malformed('no JSON');
  }
}

/** Whether JSON has a number that is not written as an integer: 1.0 and 1 are one to JavaScript and two to Python. */
export function hasFractions(source: string): boolean {
  return /[.eE]\d|\d[eE]|-0\b/.test(source.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
}

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that the object itself has: what every object inherits is none. */
export function get(value: Json | undefined, key: string): Json | undefined {
  return isFields(value) && Object.prototype.hasOwnProperty.call(value, key) ? value[key] : undefined;
}

/** The objects of a list, or nothing where there is no list. */
export function objects(value: Json | undefined): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function string(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function whole(value: Json | undefined): number {
  return Number.isSafeInteger(value) ? (value as number) : 0;
}

type Kind = 'int' | 'str' | 'list';
export type Kinds = Readonly<Record<string, Kind>>;

/** Whether an object has these fields with these types. */
export function has(value: Json | undefined, kinds: Kinds): value is Fields {
  return Object.keys(kinds).every((key) => {
    const one = get(value, key);
    if (kinds[key] === 'list') return Array.isArray(one);
    return kinds[key] === 'int' ? Number.isSafeInteger(one) : typeof one === 'string';
  });
}

/** The same, and no other field. */
export function is(value: Json | undefined, kinds: Kinds): value is Fields {
  return isFields(value) && Object.keys(value).length === Object.keys(kinds).length && has(value, kinds);
}
