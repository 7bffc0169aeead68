/** Paper ballots and votes in an audit file (evalsite/audit/paper.py). */
import { type Bundle } from './bundle';
import { type Findings } from './findings';
import { type Fields, type Json, type Kinds, canonical, get, is, objects, string, whole } from './json';
import { type Published, isOf, parsed, signed } from './statements';

export type Counts = ReadonlyMap<string, Fields>;
const NONE: Counts = new Map();

const STATEMENT: Kinds = { v: 'int', id: 'str', manifest_hash: 'str', counts: 'list' };
const COUNT: Kinds = { electorate: 'str', issued: 'int', returned: 'int', valid: 'int', void: 'int', tellers: 'list' };
const TELLER: Kinds = { teller: 'str', at: 'str' };

/** The signed counts by electorate; empty where the file speaks of no paper ballots, or not soundly. */
export function checkPaper(findings: Findings, bundle: Bundle, published: Published, closing: Fields): Counts {
  const told = bundle.result === null ? null : (get(bundle.result, 'paper') ?? []);
  if (bundle.paper === null) {
    if (told !== null && !(Array.isArray(told) && told.length === 0)) findings.accuse((words) => words.unsignedPaper);
    return NONE;
  }
  const counts = countsIn(bundle.paper.text, published);
  if (!findings.ask(counts !== null, 'paper') || counts === null) return NONE;
  findings.ask(signed(published, 'paper', bundle.paper), 'paperSigned');
  const tickets = new Map(objects(closing['counts']).map((one) => [string(one['electorate']), one]));
  counts.forEach((one, code) => {
    const passed = addsUp(one, tickets.get(code));
    findings.put(passed, (words) => words.paperLine(code, one, tellersOf(one), passed));
  });
  if (told !== null) findings.ask(same(told, Array.from(counts.values())), 'paperTold');
  return counts;
}

function tellersOf(one: Fields): string[] {
  return objects(one['tellers']).map((teller) => string(teller['teller']));
}

function countsIn(text: string, published: Published): Counts | null {
  const statement = parsed(text);
  if (!is(statement, STATEMENT) || statement['v'] !== 1 || !isOf(published, statement)) return null;
  const lines = statement['counts'] as Json[];
  if (lines.length === 0 || !lines.every(isCount)) return null;
  const found = new Map(lines.map((one) => [string(get(one, 'electorate')), one as Fields]));
  const known = Array.from(found.keys()).every((code) => published.tickets.has(code));
  return found.size === lines.length && known ? found : null;
}

function isCount(value: Json): boolean {
  const tellers = get(value, 'tellers');
  return is(value, COUNT) && Array.isArray(tellers) && tellers.length === 2 && tellers.every((one) => is(one, TELLER));
}

/** Void <= returned <= issued, valid the rest, two tellers; and nobody can have voted in both ways. */
function addsUp(one: Fields, tickets: Fields | undefined): boolean {
  const [empty, back, given] = [whole(one['void']), whole(one['returned']), whole(one['issued'])];
  const [first, second] = tellersOf(one);
  return (
    tickets !== undefined &&
    0 <= empty &&
    empty <= back &&
    back <= given &&
    given <= whole(tickets['issued']) - whole(tickets['stamped']) &&
    whole(one['valid']) === back - empty &&
    first !== second
  );
}

function same(told: Json, counted: Fields[]): boolean {
  try {
    return canonical(told) === canonical(counted);
  } catch {
    return false;
  }
}

/** No subject has more votes for the grades of an indicator than there are valid ballots, of both sources together. */
export function checkVotes(findings: Findings, result: Fields, published: Published, paper: Counts): void {
  const valid = new Map<string, number>();
  for (const line of objects(result['turnout'])) {
    const code = string(line['electorate']);
    valid.set(code, whole(line['valid']) + whole(get(paper.get(code), 'valid')));
  }
  const graded = objects(get(published.data, 'indicators')).filter((one) => one['type'] === 'grade');
  const codes = new Set(graded.map((one) => string(one['code'])));
  const given = new Map<string, [string, number]>();
  for (const one of objects(result['counts'])) {
    const [electorate, indicator] = [string(one['electorate']), string(one['indicator'])];
    if (!valid.has(electorate) || !codes.has(indicator)) continue;
    const key = canonical([electorate, string(one['subject']), indicator]);
    given.set(key, [electorate, (given.get(key)?.[1] ?? 0) + whole(one['votes'])]);
  }
  const over = Array.from(given.values()).filter(([electorate, votes]) => votes > (valid.get(electorate) ?? 0)).length;
  findings.put(over === 0, (words) => words.votes(over));
}
