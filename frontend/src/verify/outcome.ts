/** What was signed after the count (evalsite/audit/outcome.py): the result, and the record of destruction. */
import { sha256 } from '@noble/hashes/sha2.js';

import { Malformed, concat, toHex } from '../bytes';
import { type Bundle } from './bundle';
import { type Findings } from './findings';
import { type Fields, type Json, type Kinds, canonical, get, has, is, isFields, objects, string, whole } from './json';
import { type Published, isDay, parsed, sha, signed } from './statements';

const OUTCOME: Kinds = { v: 'int', id: 'str', manifest_hash: 'str', root: 'str', result: 'str' };
const DESTRUCTION: Kinds = {
  v: 'int',
  id: 'str',
  manifest_hash: 'str',
  root: 'str',
  leaves: 'str',
  counts: 'list',
  destroyed: 'str',
  by: 'str',
  agreed: 'list',
};
/** Of the result: words, how many are hidden, other sources' figures. They may change after the confirmation. */
const WORDS = ['comments', 'redacted', 'imported'];

/** The signed result is of this box, and the figures are those that were signed. */
export function checkOutcome(findings: Findings, bundle: Bundle, published: Published, closing: Fields): void {
  if (bundle.outcome === null) {
    if (bundle.result !== null) findings.accuse((words) => words.unsignedResult);
    return;
  }
  const said = parsed(bundle.outcome.text);
  if (!findings.ask(isOutcome(said), 'outcome')) return;
  findings.ask(signed(published, 'outcome', bundle.outcome), 'outcomeSigned');
  findings.ask(sameBox(said, closing), 'outcomeBox');
  findings.ask(figuresHash(bundle) === said['result'], 'figures');
  const certified = said['certified'];
  if (!isFields(certified)) return;
  const names = objects(certified['by']).map((one) => string(one['name']));
  findings.tell((words) => words.certified(names, string(certified['day'])));
}

/** What was destroyed is what had been closed. `leaves` are in order, null where they are not unique. */
export function checkDestruction(
  findings: Findings,
  bundle: Bundle,
  published: Published,
  closing: Fields,
  leaves: readonly Uint8Array[] | null,
): void {
  if (bundle.destruction === null) return;
  const said = parsed(bundle.destruction.text);
  if (!findings.ask(isDestruction(said), 'destruction')) return;
  findings.ask(signed(published, 'destruction', bundle.destruction), 'destructionSigned');
  const [destroyed, dropped] = [objects(said['counts']), objects(closing['counts'])];
  const lines = (found: Fields[], key: string): string => canonical(found.map((one) => [one['electorate'] ?? null, one[key] ?? null]));
  const same = sameBox(said, closing) && lines(destroyed, 'destroyed') === lines(dropped, 'dropped');
  const listed = leaves !== null && toHex(sha256(concat(...leaves))) === said['leaves'];
  const number = destroyed.reduce((sum, one) => sum + whole(one['destroyed']), 0);
  const passed = same && listed;
  findings.put(passed, (words) => words.destroyed(passed, number, string(said['destroyed'])));
}

function sameBox(said: Fields, closing: Fields): boolean {
  return ['id', 'manifest_hash', 'root'].every((key) => said[key] === closing[key]);
}

/** SHA-256 of the figures in canonical JSON; null where there are none, or what is no figure stands among them. */
function figuresHash({ result, fractions }: Bundle): string | null {
  try {
    return result === null || fractions ? null : toHex(sha(canonical(figures(result))));
  } catch {
    return null;
  }
}

/** As in evalsite/core/outcome.py: without free text; names written in without the names, in an order of their figures. */
function figures(result: Fields): Fields {
  // Not set one by one: a field named __proto__ would be none.
  const kept: Fields = Object.fromEntries(Object.entries(result).filter(([key]) => !WORDS.includes(key)));
  const { writeins, withheld } = kept;
  if (Array.isArray(writeins)) kept['writeins'] = writeins.map(nameless).sort((one, other) => compare(orderOf(one), orderOf(other)));
  if (Array.isArray(withheld)) kept['withheld'] = withheld.filter((one) => !string(fieldsOf(one)['path']).startsWith('/writeins/'));
  return kept;
}

function fieldsOf(value: Json): Fields {
  if (!isFields(value)) throw new Malformed('no object');
  return value;
}

function nameless(value: Json): Fields {
  const found = { ...fieldsOf(value) };
  delete found['name'];
  return found;
}

/** Its fields with their values as Python writes them, in order; what is no plain value has no place in an order. */
function orderOf(one: Fields): string[] {
  const plain = (value: Json | undefined): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    if (value === null || value === undefined) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    throw new Malformed('no plain value');
  };
  const pairs = Object.keys(one).map((key): string[] => [key, plain(get(one, key))]);
  return pairs.sort(compare).reduce<string[]>((all, pair) => all.concat(pair), []);
}

function compare(one: readonly string[], other: readonly string[]): number {
  for (let at = 0; at < Math.min(one.length, other.length); at++) {
    const found = byCodePoints(one[at] ?? '', other[at] ?? '');
    if (found !== 0) return found;
  }
  return one.length - other.length;
}

/** Python's order of texts; JavaScript's own goes by UTF-16 units. */
function byCodePoints(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const found = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (found !== 0) return found;
  }
  return a.length - b.length;
}

function isOutcome(value: Fields): boolean {
  const certified = get(value, 'certified');
  const fields = Object.keys(value).length === Object.keys(OUTCOME).length + 1;
  return fields && has(value, OUTCOME) && value['v'] === 1 && (certified === null || isCertified(certified));
}

function isCertified(value: Json | undefined): boolean {
  const by = get(value, 'by');
  const named: Kinds = { name: 'str', role: 'str' };
  const form = isFields(value) && Object.keys(value).length === 2 && isDay(get(value, 'day'));
  return form && Array.isArray(by) && by.length > 0 && by.every((one) => is(one, named));
}

function isDestruction(value: Fields): boolean {
  if (!is(value, DESTRUCTION) || value['v'] !== 1 || !isDay(value['destroyed'])) return false;
  const [counts, agreed] = [value['counts'], value['agreed']] as [Json[], Json[]];
  const line: Kinds = { electorate: 'str', destroyed: 'int' };
  return counts.every((one) => is(one, line)) && agreed.every((one) => typeof one === 'string');
}
